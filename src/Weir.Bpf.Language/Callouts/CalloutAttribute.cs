namespace Weir.Bpf.Language;

/// <summary>Names a callout class: its key, and what happens when its code faults.</summary>
/// <param name="key">The callout's key, a GUID.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class CalloutAttribute(string key) : Attribute
{
    /// <summary>The callout's key, by which filters name it.</summary>
    public Guid Key { get; } = Guid.Parse(key);

    /// <summary>The name for people; that of the class when not given.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// What stands for the callout's answer when its code faults: <see cref="ClassifyAction.Block"/> by default, as WFP takes a
    /// terminating callout without an answer for a block.
    /// </summary>
    public ClassifyAction FaultAction { get; set; } = ClassifyAction.Block;
}
