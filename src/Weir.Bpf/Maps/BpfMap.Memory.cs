using Weir.Bpf.Language;

namespace Weir.Bpf;

public sealed partial class BpfMap
{
    /// <summary>
    /// Maps the values of an array into this process. Value <c>i</c> starts at <c>i</c> times <see cref="ValueSize"/>
    /// rounded up to 8 bytes.
    /// </summary>
    /// <returns>The memory; it stays valid after this map object is disposed.</returns>
    /// <exception cref="InvalidOperationException">The map was not created with <see cref="MapFlags.MemoryMappable"/>.</exception>
    /// <exception cref="BpfException">The kernel refuses, or memory is short.</exception>
    public MappedMemory MapMemory()
    {
        if (!Flags.HasFlag(MapFlags.MemoryMappable))
            throw new InvalidOperationException($"{this} cannot be mapped: create it with the flag {MapFlags.MemoryMappable}.");
        long length = (long)ValueStride * MaxEntries;
        long pageSize = Environment.SystemPageSize;
        long pages = (length + pageSize - 1) / pageSize;
        return MappedMemory.Map(_handle, checked((int)(pages * pageSize)), 0, writable: true, $"map the memory of {this}");
    }
}
