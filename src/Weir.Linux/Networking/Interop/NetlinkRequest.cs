using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux.Networking.Interop;

/// <summary>
/// One netlink message under construction: nlmsghdr, the family's header, then attributes (length, type, payload), each
/// padded to four bytes. See netlink(7) and rtnetlink(7).
/// </summary>
internal sealed class NetlinkRequest
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public NetlinkRequest(ushort type, int flags) =>
        Append(new nlmsghdr { nlmsg_type = type, nlmsg_flags = (ushort)(NLM_F_REQUEST | flags) });

    /// <summary>Completes the message with its length and sequence number.</summary>
    public ReadOnlySpan<byte> Complete(uint sequence)
    {
        ref var header = ref MemoryMarshal.AsRef<nlmsghdr>(_bytes.AsSpan());
        header.nlmsg_len = (uint)_length;
        header.nlmsg_seq = sequence;
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Appends a structure; its size must be a multiple of four.</summary>
    public NetlinkRequest Append<T>(T header) where T : unmanaged
    {
        MemoryMarshal.Write(Reserve(Unsafe.SizeOf<T>()), header);
        return this;
    }

    public NetlinkRequest Attribute(ushort type, ReadOnlySpan<byte> payload)
    {
        Append(new rtattr { rta_type = type, rta_len = (ushort)(Unsafe.SizeOf<rtattr>() + payload.Length) });
        payload.CopyTo(Reserve(payload.Length));
        return this;
    }

    public NetlinkRequest Attribute(ushort type, int value)
    {
        Span<byte> payload = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(payload, value);
        return Attribute(type, payload);
    }

    public NetlinkRequest Attribute(ushort type, string text) => Attribute(type, Encoding.UTF8.GetBytes(text + '\0'));

    /// <summary>Appends an attribute that contains what <paramref name="content"/> appends.</summary>
    public NetlinkRequest Nested(ushort type, Action<NetlinkRequest> content)
    {
        var start = _length;
        Append(new rtattr { rta_type = (ushort)(type | NLA_F_NESTED) });
        content(this);
        MemoryMarshal.AsRef<rtattr>(_bytes.AsSpan(start)).rta_len = (ushort)(_length - start);
        return this;
    }

    private Span<byte> Reserve(int size)
    {
        var start = _length;
        _length += NetlinkReader.Align(size);
        if (_length > _bytes.Length)
            Array.Resize(ref _bytes, _length * 2);
        return _bytes.AsSpan(start, size);
    }
}
