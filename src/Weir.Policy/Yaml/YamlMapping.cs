namespace Weir.Policy;

internal sealed class YamlMapping(SourceSpan span, List<YamlEntry> entries) : YamlNode(span)
{
    public List<YamlEntry> Entries { get; } = entries;

    public override string Describe() => "a mapping of keys to values";
}
