namespace Weir.Policy;

/// <summary>A node of a YAML document, with its place.</summary>
internal abstract class YamlNode(SourceSpan span)
{
    public SourceSpan Span { get; } = span;

    /// <summary>What the node is, for messages.</summary>
    public abstract string Describe();
}
