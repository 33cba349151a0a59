namespace Weir.Engine;

/// <summary>Facts about types and match types that validation, weights and plans share.</summary>
internal static class DataTypeExtensions
{
    /// <summary>
    /// Number of bits in a field of this type, when its values are numbers; 0 for the others (blobs, texts, identifiers, descriptors, tokens),
    /// which conditions test one by one.
    /// </summary>
    public static int BitWidth(this DataType type) => type switch
    {
        DataType.UInt8 or DataType.Int8 or DataType.BitmapIndex => 8,
        DataType.UInt16 or DataType.Int16 => 16,
        DataType.UInt32 or DataType.Int32 or DataType.Float => 32,
        DataType.UInt64 or DataType.Int64 or DataType.Double or DataType.BitmapArray64 => 64,
        DataType.ByteArray6 => 48,
        DataType.ByteArray16 => 128,
        _ => 0,
    };

    /// <summary>True for types whose values are numbers, so that conditions become ranges of them.</summary>
    public static bool IsNumber(this DataType type) => type.BitWidth() != 0;

    /// <summary>The highest number a field of this type can hold.</summary>
    public static UInt128 MaxNumber(this DataType type) => UInt128.MaxValue >> (128 - type.BitWidth());

    /// <summary>True for signed integers of any width.</summary>
    public static bool IsSignedInteger(this DataType type) => type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64;

    /// <summary>True for the match types that test bits.</summary>
    public static bool IsFlags(this FilterMatchType match) => match is FilterMatchType.FlagsAllSet or FilterMatchType.FlagsAnySet or FilterMatchType.FlagsNoneSet;
}
