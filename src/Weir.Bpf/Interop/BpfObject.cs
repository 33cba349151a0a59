using System.Text;

namespace Weir.Bpf.Interop;

/// <summary>What programs, maps and links have in common: pins in the bpf file system, and ids.</summary>
internal static unsafe class BpfObject
{
    /// <summary>Makes a file in the bpf file system that keeps an object.</summary>
    internal static void Pin(BpfHandle handle, string path, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using BpfHandle.Use use = handle.Borrow();
        fixed (byte* pathPointer = PathBytes(path))
        {
            bpf_attr.obj attributes = new() { pathname = (ulong)pathPointer, bpf_fd = use.Descriptor };
            int result = BpfCall.Invoke(bpf_cmd.BPF_OBJ_PIN, ref attributes);
            if (result >= 0)
                return;
            string operation = $"pin {what} as {path}";
            throw -result switch
            {
                LibC.EEXIST => BpfException.FromErrno(-result, operation, "the path exists; delete the file or choose another name"),
                LibC.EPERM => BpfException.FromErrno(
                    -result, operation, "the directory is not in a bpf file system (usually /sys/fs/bpf), or the process lacks CAP_BPF"),
                _ => BpfException.FromErrno(-result, operation),
            };
        }
    }

    /// <summary>Opens a pinned object of a kind.</summary>
    internal static BpfHandle OpenPinned(string path, BpfObjectKind kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string operation = $"open the pinned {kind.Noun} {path}";
        fixed (byte* pathPointer = PathBytes(path))
        {
            bpf_attr.obj attributes = new() { pathname = (ulong)pathPointer };
            BpfHandle handle = BpfCall.Open(bpf_cmd.BPF_OBJ_GET, ref attributes, operation);
            if (ReadKind(handle) == kind.FileName)
                return handle;
            handle.Dispose();
            throw BpfException.FromErrno(LibC.EINVAL, operation, $"the path is not a {kind.Noun}");
        }
    }

    /// <summary>Opens an object of a kind by its id.</summary>
    internal static BpfHandle OpenById(uint id, BpfObjectKind kind)
    {
        int result = TryOpenById(id, kind);
        return result >= 0
            ? new BpfHandle(result)
            : throw BpfException.FromErrno(-result, $"open the {kind.Noun} with id {id}");
    }

    /// <summary>Opens every object of a kind that is loaded on the machine, one after the other.</summary>
    internal static IEnumerable<BpfHandle> OpenAll(BpfObjectKind kind)
    {
        for (uint id = 0; TryGetNextId(ref id, kind);)
        {
            int result = TryOpenById(id, kind);
            // It may have gone since its id was told. A link that is still being attached has a place in the kernel's list already, but is not
            // given out (bpf_link_by_id: EAGAIN): it is not there yet.
            if (result is -LibC.ENOENT or -LibC.EAGAIN)
                continue;
            yield return result >= 0
                ? new BpfHandle(result)
                : throw BpfException.FromErrno(-result, $"open the {kind.Noun} with id {id}");
        }
    }

    private static bool TryGetNextId(ref uint id, BpfObjectKind kind)
    {
        bpf_attr.get_id attributes = new() { start_id = id };
        int result = BpfCall.Invoke(kind.GetNextId, ref attributes);
        id = attributes.next_id;
        return result switch
        {
            >= 0 => true,
            -LibC.ENOENT => false,
            _ => throw BpfException.FromErrno(-result, $"list every {kind.Noun} of the machine"),
        };
    }

    private static int TryOpenById(uint id, BpfObjectKind kind)
    {
        bpf_attr.get_id attributes = new() { prog_id = id };
        return BpfCall.Invoke(kind.GetDescriptorById, ref attributes);
    }

    // BPF_OBJ_GET opens whatever is at the path; only the name of the anonymous inode tells what it is.
    private static string ReadKind(BpfHandle handle)
    {
        using BpfHandle.Use use = handle.Borrow();
        return new FileInfo($"/proc/self/fd/{use.Descriptor}").LinkTarget ?? "";
    }

    private static byte[] PathBytes(string path) => Encoding.UTF8.GetBytes(path + '\0');
}
