using System.Buffers.Binary;

namespace Weir.Captures;

/// <summary>Reads pcap files: a header of 24 bytes, then records of 16 bytes and the frame.</summary>
internal sealed class PcapReader
{
    private const uint MicrosecondMagic = 0xa1b2c3d4;
    private const uint NanosecondMagic = 0xa1b23c4d;
    private const int HeaderSize = 24;
    private const int RecordHeaderSize = 16;

    // The upper bits of the field tell whether frames end with a check sequence, and how long it is.
    private const uint LinkTypeMask = 0x03ffffff;

    private readonly CaptureSource _source;
    private readonly ByteOrder _order;
    private readonly long _fractionsPerTick;
    private readonly long _ticksPerFraction;

    private PcapReader(CaptureSource source, ByteOrder order, bool isNanosecond)
    {
        (_source, _order) = (source, order);
        (_fractionsPerTick, _ticksPerFraction) = isNanosecond ? (100, 1) : (1, 10);
    }

    public static PcapReader? Recognize(ReadOnlySpan<byte> magic, CaptureSource source) => BinaryPrimitives.ReadUInt32BigEndian(magic) switch
    {
        MicrosecondMagic => new PcapReader(source, new ByteOrder(IsBigEndian: true), isNanosecond: false),
        NanosecondMagic => new PcapReader(source, new ByteOrder(IsBigEndian: true), isNanosecond: true),
        var other => BinaryPrimitives.ReverseEndianness(other) switch
        {
            MicrosecondMagic => new PcapReader(source, new ByteOrder(IsBigEndian: false), isNanosecond: false),
            NanosecondMagic => new PcapReader(source, new ByteOrder(IsBigEndian: false), isNanosecond: true),
            _ => null,
        },
    };

    public IEnumerable<CapturedFrame> ReadFrames()
    {
        var header = _source.Read(HeaderSize - 4, "the file ends in its header");
        var major = _order.ReadUInt16(header);
        if (major != 2)
            throw _source.Damaged($"pcap version {major} is not known; 2 is");
        var linkType = (LinkType)(_order.ReadUInt32(header.AsSpan(16)) & LinkTypeMask);

        for (var number = 1; _source.BeginRecord(RecordHeaderSize, $"the file ends in the header of frame {number}") is { } record; number++)
        {
            var length = _order.ReadUInt32(record.AsSpan(8));
            if (length > FrameLimits.LargestFrame)
                throw _source.Damaged($"frame {number} claims {length} bytes, more than any capture has");
            var ticks = (_order.ReadUInt32(record) * TimeSpan.TicksPerSecond)
                + (_order.ReadUInt32(record.AsSpan(4)) * _ticksPerFraction / _fractionsPerTick);
            yield return new CapturedFrame
            {
                Number = number,
                Time = DateTimeOffset.UnixEpoch.AddTicks(ticks),
                LinkType = linkType,
                Bytes = _source.Read((int)length, $"the file ends in frame {number}"),
                OriginalLength = Math.Max(length, _order.ReadUInt32(record.AsSpan(12))),
            };
        }
    }
}
