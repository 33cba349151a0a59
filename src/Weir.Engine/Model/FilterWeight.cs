namespace Weir.Engine;

/// <summary>
/// The weight asked for. Inside a sublayer, filters with the higher effective weight are evaluated first, and of equal ones the
/// one that was added first.
/// </summary>
public readonly record struct FilterWeight
{
    internal FilterWeight(DataType type, ulong value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>The engine chooses a weight below 2^60: the more specific the conditions, the heavier. The default.</summary>
    public static FilterWeight Auto => default;

    /// <summary>
    /// <see cref="DataType.Empty"/> for automatic, <see cref="DataType.UInt8"/> for a range, <see cref="DataType.UInt64"/> for an exact weight.
    /// </summary>
    public DataType Type { get; }

    /// <summary>The range or the exact weight; 0 when automatic.</summary>
    public ulong Value { get; }

    /// <summary>One of sixteen ranges, 0 to 15: the top four bits are <paramref name="range"/>, the low sixty are chosen as by <see cref="Auto"/>.</summary>
    public static FilterWeight Range(byte range) => new(DataType.UInt8, range);

    /// <summary>This weight exactly.</summary>
    public static FilterWeight Exact(ulong weight) => new(DataType.UInt64, weight);

    /// <inheritdoc/>
    public override string ToString() => Type switch
    {
        DataType.UInt8 => $"range {Value}",
        DataType.UInt64 => $"0x{Value:x}",
        _ => "auto",
    };
}
