using Weir.Bpf.Interop;

namespace Weir.Bpf;

public sealed partial class BpfLink
{
    /// <summary>Makes a file in the bpf file system that keeps the link after this process.</summary>
    /// <param name="path">Path of the new file; delete the file to let go of the link.</param>
    /// <exception cref="BpfException">The path exists or is not in a bpf file system, or the kernel refuses.</exception>
    public void Pin(string path) => BpfObject.Pin(_handle, path, "a link");

    /// <summary>Opens a pinned link.</summary>
    /// <param name="path">Path of the file in the bpf file system.</param>
    /// <exception cref="BpfException">There is no such file, it is not a link, or the kernel refuses.</exception>
    public static BpfLink OpenPinned(string path) => FromHandle(BpfObject.OpenPinned(path, BpfObjectKind.Link));

    /// <summary>Opens a link by its id; needs CAP_SYS_ADMIN.</summary>
    /// <param name="id">The kernel's number for the link.</param>
    /// <exception cref="BpfException">There is no such link, or the kernel refuses.</exception>
    public static BpfLink OpenById(uint id) => FromHandle(BpfObject.OpenById(id, BpfObjectKind.Link));

    /// <summary>Describes every link on the machine, whoever made it; needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static IEnumerable<LinkInfo> List()
    {
        foreach (BpfHandle handle in BpfObject.OpenAll(BpfObjectKind.Link))
        {
            using BpfLink found = FromHandle(handle);
            yield return found.GetInfo();
        }
    }
}
