using Weir.Bpf.Interop;

namespace Weir.Bpf;

public sealed partial class BpfProgram
{
    /// <summary>Makes a file in the bpf file system that keeps the program after this process.</summary>
    /// <param name="path">Path of the new file; delete the file to let go of the program.</param>
    /// <exception cref="BpfException">The path exists or is not in a bpf file system, or the kernel refuses.</exception>
    public void Pin(string path) => BpfObject.Pin(Handle, path, ToString());

    /// <summary>Opens a pinned program.</summary>
    /// <param name="path">Path of the file in the bpf file system.</param>
    /// <exception cref="BpfException">There is no such file, it is not a program, or the kernel refuses.</exception>
    public static BpfProgram OpenPinned(string path) => FromHandle(BpfObject.OpenPinned(path, BpfObjectKind.Program));

    /// <summary>Opens a program by its id; needs CAP_SYS_ADMIN.</summary>
    /// <param name="id">The kernel's number for the program.</param>
    /// <exception cref="BpfException">There is no such program, or the kernel refuses.</exception>
    public static BpfProgram OpenById(uint id) => FromHandle(BpfObject.OpenById(id, BpfObjectKind.Program));

    /// <summary>Describes every program on the machine, whoever made it; needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static IEnumerable<ProgramInfo> List()
    {
        foreach (BpfHandle handle in BpfObject.OpenAll(BpfObjectKind.Program))
        {
            using BpfProgram found = FromHandle(handle);
            yield return found.GetInfo();
        }
    }
}
