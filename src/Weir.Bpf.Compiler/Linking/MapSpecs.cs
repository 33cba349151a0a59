using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Linking;

/// <summary>Blueprints for the maps that kernel code declares.</summary>
internal static class MapSpecs
{
    public static MapSpec Of(string name, Map map) => new()
    {
        Name = name,
        Type = map.Type,
        KeySize = map.KeySize,
        ValueSize = map.ValueSize,
        MaxEntries = map.MaxEntries,
        Flags = map.Flags,
        Inner = map.Inner is { } inner ? Of(name, inner) : null,
    };
}
