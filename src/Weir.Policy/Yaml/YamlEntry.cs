namespace Weir.Policy;

/// <summary>A key of a <see cref="YamlMapping"/> and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
