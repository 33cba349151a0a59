using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux.Networking.Interop;

/// <summary>Walks the messages of one netlink datagram, or the attributes of one message.</summary>
internal static class NetlinkReader
{
    /// <summary>One message: its header and what follows the header.</summary>
    public readonly ref struct Message(nlmsghdr header, ReadOnlySpan<byte> body)
    {
        public nlmsghdr Header { get; } = header;
        public ReadOnlySpan<byte> Body { get; } = body;
    }

    /// <summary>Rounds up to four, the alignment of everything in netlink.</summary>
    public static int Align(int size) => (size + 3) & ~3;

    /// <summary>Takes the next message off <paramref name="rest"/>.</summary>
    public static bool TryReadMessage(ref ReadOnlySpan<byte> rest, out Message message)
    {
        message = default;
        if (rest.Length < Unsafe.SizeOf<nlmsghdr>())
            return false;
        var header = MemoryMarshal.Read<nlmsghdr>(rest);
        if (header.nlmsg_len < Unsafe.SizeOf<nlmsghdr>() || header.nlmsg_len > rest.Length)
            return false;
        message = new Message(header, rest[Unsafe.SizeOf<nlmsghdr>()..(int)header.nlmsg_len]);
        rest = rest[Math.Min(Align((int)header.nlmsg_len), rest.Length)..];
        return true;
    }

    /// <summary>The payload of an attribute, or empty when it is absent.</summary>
    public static ReadOnlySpan<byte> FindAttribute(ReadOnlySpan<byte> attributes, ushort type)
    {
        while (attributes.Length >= Unsafe.SizeOf<rtattr>())
        {
            var attribute = MemoryMarshal.Read<rtattr>(attributes);
            if (attribute.rta_len < Unsafe.SizeOf<rtattr>() || attribute.rta_len > attributes.Length)
                break;
            if ((attribute.rta_type & NLA_TYPE_MASK) == type)
                return attributes[Unsafe.SizeOf<rtattr>()..attribute.rta_len];
            attributes = attributes[Math.Min(Align(attribute.rta_len), attributes.Length)..];
        }
        return [];
    }
}
