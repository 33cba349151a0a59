using System.Net;

namespace Weir.Engine.Tests;

/// <summary>
/// What the guide "Conditions" and WFP's pages say of match types and types, as a table of its own: what it says is compared with what
/// the engine does, cell by cell.
/// </summary>
internal static class MatchTable
{
    /// <summary>One column a type of the condition's value; in the row RANGE the type of both ends.</summary>
    private const string Table =
        """
        match type             | Empty | UInt8-64 | Int8-64 | Float,Double | ByteArray16 | ByteArray6 | ByteBlob | UnicodeString | Sid | SecurityDescriptor | Token | Bitmap | V4AddressMask,V6AddressPrefix
        Equal                  | x     | x        | x       | x            | x           | x          | x        | x             | x   | x                  | x     | x      | x
        NotEqual               |       | x        | x       |              | x           |            | x        | x             | x   |                    |       |        | x
        Greater                |       | x        | x       |              | x           |            | x        | x             |     |                    |       |        |
        Less                   |       | x        | x       |              | x           |            | x        | x             |     |                    |       |        |
        GreaterOrEqual         |       | x        | x       |              | x           |            | x        | x             |     |                    |       |        |
        LessOrEqual            |       | x        | x       |              | x           |            | x        | x             |     |                    |       |        |
        Range                  |       | x        | x       |              | x           |            | x        | x             |     |                    |       |        |
        FlagsAllSet            |       | x        |         |              |             |            |          |               |     |                    |       |        |
        FlagsAnySet            |       | x        |         |              |             |            |          |               |     |                    |       |        |
        FlagsNoneSet           |       | x        |         |              |             |            |          |               |     |                    |       |        |
        EqualCaseInsensitive   |       |          |         |              |             |            |          | x             |     |                    |       |        |
        Prefix                 |       |          |         |              |             |            | x        | x             |     |                    |       |        |
        NotPrefix              |       |          |         |              |             |            | x        | x             |     |                    |       |        |
        """;

    private static readonly Dictionary<string, DataType[]> s_columns = new()
    {
        ["UInt8-64"] = [DataType.UInt8, DataType.UInt16, DataType.UInt32, DataType.UInt64],
        ["Int8-64"] = [DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64],
        ["Token"] = [DataType.TokenInformation, DataType.TokenAccessInformation],
        ["Bitmap"] = [DataType.BitmapIndex, DataType.BitmapArray64],
    };

    private static readonly HashSet<(FilterMatchType Match, DataType Type)> s_accepted = Read();

    /// <summary>The types that a field can have.</summary>
    public static IReadOnlyList<DataType> FieldTypes { get; } =
        [.. Enum.GetValues<DataType>().Where(type => type is not DataType.Empty and < DataType.V4AddressMask)];

    /// <summary>A value of each type, and a range of each type that a field can have.</summary>
    public static IReadOnlyList<FilterValue> Values { get; } =
        [.. Enum.GetValues<DataType>().Where(type => type != DataType.Range).Select(ValueOf), .. FieldTypes.Select(type => FilterValue.Range(ValueOf(type), ValueOf(type)))];

    /// <summary>The code that a condition with a sound value is refused with, or null when it is acceptable.</summary>
    public static FwpError? Expected(FilterMatchType match, FilterValue value, DataType fieldType, FieldKind fieldKind)
    {
        var isRange = value.Type == DataType.Range;
        var type = isRange ? value.ElementType : value.Type;
        if (isRange != (match == FilterMatchType.Range) || !s_accepted.Contains((match, type)))
        {
            return FwpError.MatchTypeMismatch;
        }

        var fits = type switch
        {
            DataType.Empty => true,
            DataType.V4AddressMask => (fieldType, fieldKind) == (DataType.UInt32, FieldKind.IPAddress),
            DataType.V6AddressPrefix => (fieldType, fieldKind) == (DataType.ByteArray16, FieldKind.IPAddress),
            DataType.SecurityDescriptor => fieldType is DataType.SecurityDescriptor or DataType.TokenInformation or DataType.TokenAccessInformation,
            _ => fieldType == type,
        };
        return fits ? null : FwpError.TypeMismatch;
    }

    private static FilterValue ValueOf(DataType type) => type switch
    {
        DataType.Empty => FilterValue.Empty,
        DataType.UInt8 => FilterValue.UInt8(1),
        DataType.UInt16 => FilterValue.UInt16(1),
        DataType.UInt32 => FilterValue.UInt32(1),
        DataType.UInt64 => FilterValue.UInt64(1),
        DataType.Int8 => FilterValue.Int8(-1),
        DataType.Int16 => FilterValue.Int16(-1),
        DataType.Int32 => FilterValue.Int32(-1),
        DataType.Int64 => FilterValue.Int64(-1),
        DataType.Float => FilterValue.Float(1),
        DataType.Double => FilterValue.Double(1),
        DataType.ByteArray16 => FilterValue.ByteArray16(1),
        DataType.ByteBlob => FilterValue.ByteBlob([1]),
        DataType.Sid => FilterValue.Sid(SecurityIdentifier.Everyone),
        DataType.SecurityDescriptor => FilterValue.SecurityDescriptor(
            new SecurityDescriptor(Principal.Root, AccessControlEntry.Allow(Principal.Everyone, SecurityDescriptor.MatchFilter))),
        DataType.TokenInformation => FilterValue.TokenInformation(new AccessToken(1)),
        DataType.TokenAccessInformation => FilterValue.TokenAccessInformation(new AccessToken(1)),
        DataType.UnicodeString => FilterValue.UnicodeString("a"),
        DataType.ByteArray6 => FilterValue.ByteArray6(new byte[6]),
        DataType.BitmapIndex => FilterValue.BitmapIndex(1),
        DataType.BitmapArray64 => FilterValue.BitmapArray64(1),
        DataType.V4AddressMask => FilterValue.Network(IPNetwork.Parse("10.0.0.0/8")),
        DataType.V6AddressPrefix => FilterValue.Network(IPNetwork.Parse("fe80::/10")),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static HashSet<(FilterMatchType Match, DataType Type)> Read()
    {
        var rows = Table.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();
        var accepted = new HashSet<(FilterMatchType, DataType)>();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                if (row[column] == "x")
                {
                    var types = s_columns.GetValueOrDefault(rows[0][column]) ?? [.. rows[0][column].Split(',').Select(Enum.Parse<DataType>)];
                    accepted.UnionWith(types.Select(type => (Enum.Parse<FilterMatchType>(row[0]), type)));
                }
            }
        }

        return accepted;
    }
}
