namespace Weir.Bpf.Language;

/// <summary>An inode (<c>struct inode</c>).</summary>
[KernelStruct("inode")]
public unsafe struct inode
{
    /// <summary>Inode number.</summary>
    public ulong i_ino;
    /// <summary>Its file system.</summary>
    public super_block* i_sb;
}
