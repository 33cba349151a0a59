namespace Weir.Captures;

/// <summary>Reads pcapng files: a sequence of blocks, each with its length at both ends. Blocks without frames are skipped.</summary>
internal sealed partial class PcapngReader(CaptureSource source)
{
    private const uint SectionHeaderBlock = 0x0a0d0d0a;
    private const uint InterfaceDescriptionBlock = 1;
    private const uint PacketBlock = 2;
    private const uint SimplePacketBlock = 3;
    private const uint EnhancedPacketBlock = 6;
    private const uint SectionMagic = 0x1a2b3c4d;
    private const int LeastBlock = 12;

    private readonly List<Interface> _interfaces = [];
    private ByteOrder _order;
    private int _frames;

    /// <summary>Whether a file begins as a section does; the number reads the same in both byte orders.</summary>
    public static bool IsSectionHeader(ReadOnlySpan<byte> type) => new ByteOrder(IsBigEndian: true).ReadUInt32(type) == SectionHeaderBlock;

    /// <summary>Reads a file whose first four bytes, the type of a section header, have been read.</summary>
    public IEnumerable<CapturedFrame> ReadFrames()
    {
        ReadSectionHeader();
        while (source.BeginRecord(4, "the file ends in the type of a block") is { } typeBytes)
        {
            if (IsSectionHeader(typeBytes))
            {
                ReadSectionHeader();
                continue;
            }

            var type = _order.ReadUInt32(typeBytes);
            var body = ReadBody(_order.ReadUInt32(source.Read(4, "the file ends in the length of a block")), alreadyRead: 8);
            if (type == InterfaceDescriptionBlock)
                ReadInterface(body);
            else if (type is EnhancedPacketBlock or SimplePacketBlock or PacketBlock)
                yield return ReadFrame(type, body);
        }
    }

    /// <summary>A section may have another byte order than the one before; its magic number tells, and comes behind the length.</summary>
    private void ReadSectionHeader()
    {
        var start = source.Read(8, "the file ends in a section header");
        _order = new ByteOrder(IsBigEndian: true);
        if (_order.ReadUInt32(start.AsSpan(4)) != SectionMagic)
            _order = new ByteOrder(IsBigEndian: false);
        if (_order.ReadUInt32(start.AsSpan(4)) != SectionMagic)
            throw source.Damaged("a section header has no byte-order magic");

        var body = ReadBody(_order.ReadUInt32(start), alreadyRead: 12);
        if (body.Length < 12)
            throw source.Damaged("a section header is too short");
        var major = _order.ReadUInt16(body);
        if (major != 1)
            throw source.Damaged($"pcapng version {major} is not known; 1 is");

        // Interfaces belong to their section.
        _interfaces.Clear();
    }

    /// <summary>What is left of a block, without the length at its end.</summary>
    private byte[] ReadBody(uint length, int alreadyRead)
    {
        if (length < LeastBlock || length < alreadyRead + 4 || length % 4 != 0 || length > FrameLimits.LargestBlock)
            throw source.Damaged($"a block claims a length of {length} bytes");
        var body = source.Read((int)length - alreadyRead - 4, "the file ends in a block");
        var repeated = _order.ReadUInt32(source.Read(4, "the file ends in a block"));
        if (repeated != length)
            throw source.Damaged($"a block's length is {length} at its beginning and {repeated} at its end");
        return body;
    }
}
