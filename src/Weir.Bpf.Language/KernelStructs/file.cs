namespace Weir.Bpf.Language;

/// <summary>An open file (<c>struct file</c>).</summary>
[KernelStruct("file")]
public unsafe struct @file
{
    /// <summary>Its inode.</summary>
    public inode* f_inode;
}
