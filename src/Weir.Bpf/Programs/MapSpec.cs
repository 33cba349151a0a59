using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>The blueprint of a map, as plain data.</summary>
public sealed record MapSpec
{
    /// <summary>The name shown by tools; the kernel keeps the first 15 characters, of letters, digits, '_' and '.'.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of map.</summary>
    public required MapType Type { get; init; }

    /// <summary>Bytes per key; zero for maps without keys.</summary>
    public uint KeySize { get; init; }

    /// <summary>Bytes per value; zero for maps without values.</summary>
    public uint ValueSize { get; init; }

    /// <summary>How many entries fit; for a ring buffer, its bytes (a power of two and a multiple of the page size).</summary>
    public uint MaxEntries { get; init; }

    /// <summary>How the map is created and may be used.</summary>
    public MapFlags Flags { get; init; }

    /// <summary>For a map of maps, the blueprint that every inner map follows.</summary>
    public MapSpec? Inner { get; init; }

    /// <summary>The types of keys and values: required by socket storage and by values that hold locks or timers.</summary>
    public MapBtf? Types { get; init; }
}
