using Weir.Engine;

namespace Weir.Policy;

/// <summary>A property of traffic that a policy can ask about. The known ones are in <see cref="PolicyFields"/>.</summary>
public sealed class PolicyField
{
    internal PolicyField(string name, FieldKey key, PolicyFieldType type, string summary, ulong maximum = uint.MaxValue)
    {
        Name = name;
        Key = key;
        Type = type;
        Summary = summary;
        Maximum = maximum;
    }

    /// <summary>The name in policy files: WFP's condition name in lower case with dots, or a shorter one such as <c>remote.address</c>.</summary>
    public string Name { get; }

    /// <summary>The engine's field. Two policy fields can share one: <c>local.port</c> and <c>icmp.type</c> do.</summary>
    public FieldKey Key { get; }

    /// <summary>What its values are.</summary>
    public PolicyFieldType Type { get; }

    /// <summary>One sentence for users.</summary>
    public string Summary { get; }

    /// <summary>The highest number that a field of numbers or flags can hold.</summary>
    public ulong Maximum { get; }

    /// <summary>Whether <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> and ranges mean anything for its values.</summary>
    public bool IsOrdered => Type is PolicyFieldType.Address or PolicyFieldType.Port or PolicyFieldType.IcmpNumber or PolicyFieldType.Number
        or PolicyFieldType.User or PolicyFieldType.Group or PolicyFieldType.ControlGroup or PolicyFieldType.Text or PolicyFieldType.Bytes or PolicyFieldType.Bytes16
        or PolicyFieldType.Reserved;

    /// <summary>Whether its bits can be tested with <c>all</c>, <c>any</c> and <c>none</c>.</summary>
    public bool HasBits => Type is PolicyFieldType.Flags or PolicyFieldType.Number or PolicyFieldType.ControlGroup or PolicyFieldType.Reserved;

    /// <summary>Whether it holds texts or bytes, which have an end and, texts, a beginning.</summary>
    internal bool HasEnd => Type is PolicyFieldType.Text or PolicyFieldType.Bytes;

    /// <summary>Whether a word in quotes means something else than the same word without.</summary>
    internal bool MindsQuotes => Type is PolicyFieldType.Interface or PolicyFieldType.User or PolicyFieldType.Group or PolicyFieldType.Text or PolicyFieldType.Bytes;

    /// <summary>The field's name.</summary>
    public override string ToString() => Name;
}
