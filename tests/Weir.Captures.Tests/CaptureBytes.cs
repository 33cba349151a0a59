using System.Buffers.Binary;

namespace Weir.Captures.Tests;

/// <summary>Builds capture files byte by byte, in a byte order of choice.</summary>
internal sealed class CaptureBytes(bool isBigEndian)
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public long Length => _bytes.Count;

    public CaptureBytes UInt16(ushort value)
    {
        var bytes = new byte[2];
        if (isBigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Bytes(bytes);
    }

    public CaptureBytes UInt32(uint value)
    {
        var bytes = new byte[4];
        if (isBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Bytes(bytes);
    }

    public CaptureBytes Bytes(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public CaptureBytes PcapHeader(LinkType link, bool isNanosecond = false) =>
        UInt32(isNanosecond ? 0xa1b23c4d : 0xa1b2c3d4).UInt16(2).UInt16(4).UInt32(0).UInt32(0).UInt32(65535).UInt32((uint)link);

    public CaptureBytes PcapFrame(uint seconds, uint fraction, byte[] frame, uint? original = null) =>
        UInt32(seconds).UInt32(fraction).UInt32((uint)frame.Length).UInt32(original ?? (uint)frame.Length).Bytes(frame);

    public CaptureBytes Section() => Block(0x0a0d0d0a, body => body.UInt32(0x1a2b3c4d).UInt16(1).UInt16(0).UInt32(uint.MaxValue).UInt32(uint.MaxValue));

    public CaptureBytes Interface(LinkType link, uint snapLength = 0, byte[]? options = null) =>
        Block(1, body => body.UInt16((ushort)link).UInt16(0).UInt32(snapLength).Bytes(options ?? []));

    public CaptureBytes EnhancedFrame(uint @interface, ulong time, byte[] frame, uint? original = null, byte[]? options = null) =>
        Block(6, body => body.UInt32(@interface).UInt32((uint)(time >> 32)).UInt32((uint)time)
            .UInt32((uint)frame.Length).UInt32(original ?? (uint)frame.Length).Padded(frame).Bytes(options ?? []));

    /// <summary>An option as bytes in this byte order.</summary>
    public byte[] Option(ushort code, params byte[] value) =>
        new CaptureBytes(isBigEndian).UInt16(code).UInt16((ushort)value.Length).Padded(value).ToArray();

    public CaptureBytes Padded(byte[] bytes) => Bytes(bytes).Bytes(new byte[-bytes.Length & 3]);

    public CaptureBytes Block(uint type, Action<CaptureBytes> writeBody)
    {
        var body = new CaptureBytes(isBigEndian);
        writeBody(body);
        var length = (uint)body.Length + 12;
        return UInt32(type).UInt32(length).Bytes(body.ToArray()).UInt32(length);
    }
}
