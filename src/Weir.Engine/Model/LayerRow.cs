using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// One line of the generated table of layers: columns between bars, the fields between blanks. A text, because a program uses a few of
/// the layers, and a text costs nothing until it is read.
/// </summary>
internal static class LayerRow
{
    public const int Key = 0;
    public const int Name = 1;
    private const int DisplayName = 2;
    private const int Family = 3;
    private const int IPVersion = 4;
    private const int Marks = 5;
    private const int Fields = 6;

    public static ReadOnlySpan<char> Column(string row, int index)
    {
        var rest = row.AsSpan();
        for (var i = 0; i < index; i++)
        {
            rest = rest[(rest.IndexOf('|') + 1)..];
        }

        var end = rest.IndexOf('|');
        return end < 0 ? rest : rest[..end];
    }

    public static Layer Parse(LayerId id, string row)
    {
        var columns = row.Split('|');
        return new Layer(id, Guid.ParseExact(columns[Key], "D"), columns[Name], ParseFields(columns[Fields]))
        {
            DisplayName = columns[DisplayName],
            Family = columns[Family],
            IPVersion = columns[IPVersion] is [var digit] ? digit - '0' : null,
            Flags = FlagsOf(columns[Marks]),
            IsDiscard = columns[Marks].Contains('d'),
        };
    }

    private static LayerFlags FlagsOf(string marks) =>
        LayerFlags.BuiltIn
        | (marks.Contains('k') ? LayerFlags.Kernel : 0)
        | (marks.Contains('c') ? LayerFlags.ClassifyMostly : 0)
        | (marks.Contains('b') ? LayerFlags.Buffered : 0);

    private static ImmutableArray<LayerField> ParseFields(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var words = text.Split(' ');
        var fields = ImmutableArray.CreateBuilder<LayerField>(words.Length);
        foreach (var word in words)
        {
            fields.Add(ParseField(word, fields.Count));
        }

        return fields.MoveToImmutable();
    }

    /// <summary>For example <c>IP_LOCAL_PORT=ICMP_TYPE:u16</c>, or <c>+DIRECTION:u32</c> for an extension.</summary>
    private static LayerField ParseField(string word, int index)
    {
        var isExtension = word[0] == '+';
        var colon = word.IndexOf(':');
        var names = word[(isExtension ? 1 : 0)..colon].Split('=');
        var (type, kind) = TypeOf(word[(colon + 1)..]);
        var key = Engine.Fields.Find(names[0])!.Value;
        return names is [_, var name]
            ? new LayerField(index, key, type, kind, isExtension) { Name = name }
            : new LayerField(index, key, type, kind, isExtension);
    }

    private static (DataType Type, FieldKind Kind) TypeOf(string code) => code switch
    {
        "u8" => (DataType.UInt8, FieldKind.RawData),
        "u16" => (DataType.UInt16, FieldKind.RawData),
        "u32" => (DataType.UInt32, FieldKind.RawData),
        "u64" => (DataType.UInt64, FieldKind.RawData),
        "ip4" => (DataType.UInt32, FieldKind.IPAddress),
        "ip6" => (DataType.ByteArray16, FieldKind.IPAddress),
        "flags" => (DataType.UInt32, FieldKind.Flags),
        "bytes6" => (DataType.ByteArray6, FieldKind.RawData),
        "bytes16" => (DataType.ByteArray16, FieldKind.RawData),
        "blob" => (DataType.ByteBlob, FieldKind.RawData),
        "sid" => (DataType.Sid, FieldKind.RawData),
        "token" => (DataType.TokenInformation, FieldKind.RawData),
        "access" => (DataType.TokenAccessInformation, FieldKind.RawData),
        "text" => (DataType.UnicodeString, FieldKind.RawData),
        _ => throw new InvalidOperationException($"The generated table has the type {code}, which is not known here."),
    };
}
