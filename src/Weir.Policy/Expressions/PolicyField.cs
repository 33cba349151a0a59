namespace Weir.Policy;

/// <summary>A property of traffic that a policy can ask about. The known ones are in <see cref="PolicyFields"/>.</summary>
public sealed class PolicyField
{
    internal PolicyField(string name, PolicyFieldType type, string summary)
    {
        Name = name;
        Type = type;
        Summary = summary;
    }

    /// <summary>The name in policy files: WFP's condition name in lower case with dots, such as <c>remote.address</c>.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public PolicyFieldType Type { get; }

    /// <summary>One sentence for users.</summary>
    public string Summary { get; }

    /// <summary>Whether <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> and ranges mean anything for its values.</summary>
    public bool IsOrdered => Type is PolicyFieldType.Address or PolicyFieldType.Port or PolicyFieldType.IcmpNumber;

    /// <summary>The field's name.</summary>
    public override string ToString() => Name;
}
