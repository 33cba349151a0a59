using Weir.Bpf.Interop;

namespace Weir.Bpf;

public sealed partial class BpfMap
{
    /// <summary>Makes a file in the bpf file system that keeps the map after this process.</summary>
    /// <param name="path">Path of the new file; delete the file to let go of the map.</param>
    /// <exception cref="BpfException">The path exists or is not in a bpf file system, or the kernel refuses.</exception>
    public void Pin(string path) => BpfObject.Pin(_handle, path, ToString());

    /// <summary>Opens a pinned map.</summary>
    /// <param name="path">Path of the file in the bpf file system.</param>
    /// <exception cref="BpfException">There is no such file, it is not a map, or the kernel refuses.</exception>
    public static BpfMap OpenPinned(string path) => FromHandle(BpfObject.OpenPinned(path, BpfObjectKind.Map));

    /// <summary>Opens a map by its id; needs CAP_SYS_ADMIN.</summary>
    /// <param name="id">The kernel's number for the map.</param>
    /// <exception cref="BpfException">There is no such map, or the kernel refuses.</exception>
    public static BpfMap OpenById(uint id) => FromHandle(BpfObject.OpenById(id, BpfObjectKind.Map));

    /// <summary>Describes every map on the machine, whoever made it; needs CAP_SYS_ADMIN.</summary>
    /// <remarks>
    /// To describe a map is to open it. When that happens in the very moment in which the last descriptor of a PROG_ARRAY is closed,
    /// the kernel (6.18) queues its clean-up twice, runs it once, and never frees the map. So do not poll this list while programs end.
    /// </remarks>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static IEnumerable<MapInfo> List()
    {
        foreach (BpfHandle handle in BpfObject.OpenAll(BpfObjectKind.Map))
        {
            using BpfMap found = FromHandle(handle);
            yield return found.GetInfo();
        }
    }
}
