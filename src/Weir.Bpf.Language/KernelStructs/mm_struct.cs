namespace Weir.Bpf.Language;

/// <summary>Memory of a process (<c>struct mm_struct</c>).</summary>
[KernelStruct("mm_struct")]
public unsafe struct mm_struct
{
    /// <summary>The open executable.</summary>
    public @file* exe_file;
}
