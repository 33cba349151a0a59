namespace Weir.Engine;

public readonly partial record struct FilterValue
{
    /// <summary>
    /// The value as a number whose unsigned order is that of the values: a signed integer is moved up by half of its type's numbers.
    /// Otherwise <see cref="Number"/>.
    /// </summary>
    internal UInt128 OrderedNumber => _type switch
    {
        DataType.Int8 => (byte)(_bits + 0x80),
        DataType.Int16 => (ushort)(_bits + 0x8000),
        DataType.Int32 => (uint)(_bits + 0x8000_0000),
        DataType.Int64 => _bits + 0x8000_0000_0000_0000,
        _ => Number,
    };

    /// <summary>
    /// Which of two values of one ordered type comes first: numbers by size, bytes and texts by their first difference, and a shorter one
    /// before what it begins. Texts are compared by UTF-16 code units, without regard to language.
    /// </summary>
    internal static int Compare(FilterValue left, FilterValue right) => left._type switch
    {
        DataType.ByteBlob => left.ToByteBlob().Bytes.SequenceCompareTo(right.ToByteBlob().Bytes),
        DataType.UnicodeString => string.CompareOrdinal(left.ToUnicodeString(), right.ToUnicodeString()),
        _ => left.OrderedNumber.CompareTo(right.OrderedNumber),
    };
}
