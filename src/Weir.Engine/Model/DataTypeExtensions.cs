namespace Weir.Engine;

/// <summary>Facts about types and match types that validation, weights and plans share.</summary>
internal static class DataTypeExtensions
{
    /// <summary>Number of bits in a field of this type. A blob has no order or size here: present or absent, one bit.</summary>
    public static int BitWidth(this DataType type) => type switch
    {
        DataType.UInt8 => 8,
        DataType.UInt16 => 16,
        DataType.UInt32 => 32,
        DataType.UInt64 => 64,
        DataType.ByteArray16 => 128,
        _ => 1,
    };

    /// <summary>The highest number a field of this type can hold.</summary>
    public static UInt128 MaxNumber(this DataType type) => UInt128.MaxValue >> (128 - type.BitWidth());

    /// <summary>True for types whose values have an order: comparisons and ranges work.</summary>
    public static bool IsSortable(this DataType type) => type.IsUnsignedInteger() || type == DataType.ByteArray16;

    /// <summary>True for types whose bits can be tested.</summary>
    public static bool IsUnsignedInteger(this DataType type) => type is DataType.UInt8 or DataType.UInt16 or DataType.UInt32 or DataType.UInt64;

    /// <summary>True for signed integers of any width.</summary>
    public static bool IsSignedInteger(this DataType type) => type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64;

    /// <summary>True for the match types that test bits.</summary>
    public static bool IsFlags(this FilterMatchType match) => match is FilterMatchType.FlagsAllSet or FilterMatchType.FlagsAnySet or FilterMatchType.FlagsNoneSet;
}
