namespace Weir.Bpf.Language;

/// <summary>
/// A map as kernel code declares it: a <c>static readonly</c> field of a map type. The field is the map's identity; the constructor's arguments are its blueprint.
/// Compiled programs refer to the kernel's map; on the CLR the object emulates one in native memory, so that the same method runs in both worlds.
/// </summary>
/// <remarks>The emulation's memory lives as long as the process: values never move, as in the kernel.</remarks>
public abstract class Map
{
    private protected Map(MapType type, uint keySize, uint valueSize, uint maxEntries, MapFlags flags, Map? inner = null) =>
        (Type, KeySize, ValueSize, MaxEntries, Flags, Inner) = (type, keySize, valueSize, maxEntries, flags, inner);

    /// <summary>The kind of map.</summary>
    public MapType Type { get; }

    /// <summary>Size of a key in bytes; 0 for a ring buffer.</summary>
    public uint KeySize { get; }

    /// <summary>Size of a value in bytes, unpadded; 0 for a ring buffer.</summary>
    public uint ValueSize { get; }

    /// <summary>How many entries it holds; for a ring buffer, its size in bytes.</summary>
    public uint MaxEntries { get; }

    /// <summary>Creation flags.</summary>
    public MapFlags Flags { get; }

    /// <summary>For a map of maps, the template of its values.</summary>
    public Map? Inner { get; }
}
