using Weir.Bpf.Interop;

namespace Weir.Bpf;

/// <summary>What the kernel tells about a BTF object: types that were loaded with a program or a map, or the kernel's own (struct bpf_btf_info).</summary>
/// <param name="Id">The kernel's number for the object, unique while the object lives.</param>
/// <param name="Size">Size of the blob in bytes.</param>
/// <param name="IsKernel">Whether it describes the kernel or a module of it, not a program or map.</param>
public sealed record TypeObjectInfo(uint Id, int Size, bool IsKernel)
{
    /// <summary>Describes every BTF object on the machine, whoever made it; needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static IEnumerable<TypeObjectInfo> List()
    {
        foreach (BpfHandle handle in BpfObject.OpenAll(BpfObjectKind.Types))
        {
            using (handle)
                yield return Describe(handle);
        }
    }

    private static TypeObjectInfo Describe(BpfHandle handle)
    {
        bpf_btf_info info = default;
        BpfCall.GetInfo(handle, ref info, "describe a type object");
        return new TypeObjectInfo(info.id, (int)info.btf_size, info.kernel_btf != 0);
    }
}
