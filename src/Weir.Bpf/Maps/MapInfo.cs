using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>What the kernel tells about a map (struct bpf_map_info).</summary>
/// <param name="Id">The kernel's number for the map, unique while the map lives.</param>
/// <param name="Name">Name, at most 15 characters.</param>
/// <param name="Type">Type of the map.</param>
/// <param name="KeySize">Size of a key in bytes.</param>
/// <param name="ValueSize">Size of a value in bytes; for per-CPU maps, of one processor's value.</param>
/// <param name="MaxEntries">Capacity in entries; for a ring buffer, in bytes.</param>
/// <param name="Flags">The creation flags.</param>
/// <param name="BtfId">Id of the BTF object that describes keys and values, or 0.</param>
public sealed record MapInfo(
    uint Id, string Name, MapType Type, uint KeySize, uint ValueSize, uint MaxEntries, MapFlags Flags, uint BtfId);
