namespace Weir.Policy;

internal sealed class YamlMapping(SourceSpan span, List<(YamlScalar Key, YamlNode Value)> entries) : YamlNode(span)
{
    public List<(YamlScalar Key, YamlNode Value)> Entries { get; } = entries;

    public override string Describe() => "a mapping of keys to values";
}
