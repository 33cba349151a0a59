namespace Weir.Policy;

internal sealed class YamlSequence(SourceSpan span, List<YamlNode> items) : YamlNode(span)
{
    public List<YamlNode> Items { get; } = items;

    public override string Describe() => "a list";
}
