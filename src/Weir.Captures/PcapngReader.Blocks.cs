namespace Weir.Captures;

internal sealed partial class PcapngReader
{
    private const ushort EndOfOptions = 0;
    private const ushort PacketFlags = 2;
    private const ushort TimestampResolution = 9;
    private const ushort TimestampOffset = 14;

    private void ReadInterface(byte[] body)
    {
        if (body.Length < 8)
            throw source.Damaged("an interface description is too short");
        var described = new Interface
        {
            LinkType = (LinkType)_order.ReadUInt16(body),
            SnapLength = _order.ReadUInt32(body.AsSpan(4)),
        };
        foreach (var (code, value) in Options(body.AsMemory(8)))
        {
            if (code == TimestampResolution && value.Length >= 1)
                described = described with { UnitsPerSecond = UnitsOf(value.Span[0]) };
            else if (code == TimestampOffset && value.Length >= 8)
                described = described with { OffsetSeconds = _order.ReadInt64(value.Span) };
        }

        _interfaces.Add(described);
    }

    /// <summary>The resolution is a negative power of 10, or of 2 when the top bit is set.</summary>
    private static double UnitsOf(byte resolution)
    {
        var exponent = resolution & 0x7f;
        return Math.Pow((resolution & 0x80) == 0 ? 10 : 2, exponent);
    }

    private CapturedFrame ReadFrame(uint type, byte[] body)
    {
        _frames++;
        var headerSize = type == SimplePacketBlock ? 4 : 20;
        if (body.Length < headerSize)
            throw source.Damaged($"the block of frame {_frames} is too short");
        if (type == SimplePacketBlock)
            return ReadSimpleFrame(body);

        // The obsolete block has 16 bits for the interface, and counts drops in the next 16.
        var number = type == PacketBlock ? _order.ReadUInt16(body) : _order.ReadUInt32(body);
        var from = InterfaceOf(number);
        var length = _order.ReadUInt32(body.AsSpan(12));
        var (bytes, options) = Split(body.AsMemory(headerSize), length);
        return new CapturedFrame
        {
            Number = _frames,
            Time = from.TimeOf(((ulong)_order.ReadUInt32(body.AsSpan(4)) << 32) | _order.ReadUInt32(body.AsSpan(8))),
            LinkType = from.LinkType,
            Bytes = bytes,
            OriginalLength = Math.Max(length, _order.ReadUInt32(body.AsSpan(16))),
            Direction = DirectionOf(options),
        };
    }

    /// <summary>A frame of the section's first interface, without time; its length follows from that interface's snap length.</summary>
    private CapturedFrame ReadSimpleFrame(byte[] body)
    {
        var from = InterfaceOf(0);
        var original = _order.ReadUInt32(body);
        var length = from.SnapLength == 0 ? original : Math.Min(original, from.SnapLength);
        return new CapturedFrame
        {
            Number = _frames,
            LinkType = from.LinkType,
            Bytes = Split(body.AsMemory(4), length).Frame,
            OriginalLength = original,
        };
    }

    private Interface InterfaceOf(uint number) => number < _interfaces.Count
        ? _interfaces[(int)number]
        : throw source.Damaged($"frame {_frames} is of interface {number}, and {_interfaces.Count} have been described");

    /// <summary>Parts a frame, which is padded to four bytes, from the options behind it.</summary>
    private (ReadOnlyMemory<byte> Frame, ReadOnlyMemory<byte> Options) Split(ReadOnlyMemory<byte> rest, uint length)
    {
        if (length > rest.Length)
            throw source.Damaged($"frame {_frames} claims {length} bytes, and its block has {rest.Length}");
        var padded = Math.Min(rest.Length, ((int)length + 3) & ~3);
        return (rest[..(int)length], rest[padded..]);
    }

    private CaptureDirection DirectionOf(ReadOnlyMemory<byte> options)
    {
        foreach (var (code, value) in Options(options))
        {
            if (code == PacketFlags && value.Length >= 4)
                return (CaptureDirection)(_order.ReadUInt32(value.Span) & 3) is var direction && Enum.IsDefined(direction) ? direction : default;
        }

        return CaptureDirection.Unknown;
    }

    private IEnumerable<(ushort Code, ReadOnlyMemory<byte> Value)> Options(ReadOnlyMemory<byte> rest)
    {
        while (rest.Length >= 4)
        {
            var code = _order.ReadUInt16(rest.Span);
            var length = _order.ReadUInt16(rest.Span[2..]);
            if (code == EndOfOptions)
                yield break;
            if (length > rest.Length - 4)
                throw source.Damaged($"option {code} of a block claims {length} bytes, and the block has {rest.Length - 4}");
            yield return (code, rest.Slice(4, length));
            rest = rest[Math.Min(rest.Length, 4 + ((length + 3) & ~3))..];
        }
    }

    private sealed record Interface
    {
        public required LinkType LinkType { get; init; }

        /// <summary>The most that frames keep; 0 is without limit.</summary>
        public required uint SnapLength { get; init; }

        public double UnitsPerSecond { get; init; } = 1_000_000;

        public long OffsetSeconds { get; init; }

        /// <summary>Null when the number is no time that a calendar has.</summary>
        public DateTimeOffset? TimeOf(ulong units)
        {
            // Whole seconds apart, or a double would lose the microseconds of a date.
            var (seconds, fraction) = UnitsPerSecond < ulong.MaxValue
                ? Math.DivRem(units, (ulong)UnitsPerSecond)
                : (0, units);
            var ticks = ((Int128)seconds + OffsetSeconds) * TimeSpan.TicksPerSecond
                + (long)Math.Round(fraction / UnitsPerSecond * TimeSpan.TicksPerSecond);
            var isTime = ticks >= -DateTimeOffset.UnixEpoch.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks;
            return isTime ? DateTimeOffset.UnixEpoch.AddTicks((long)ticks) : null;
        }
    }
}
