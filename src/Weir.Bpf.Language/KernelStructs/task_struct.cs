namespace Weir.Bpf.Language;

/// <summary>A thread (<c>struct task_struct</c>).</summary>
[KernelStruct("task_struct")]
public unsafe struct task_struct
{
    /// <summary>Thread id.</summary>
    public int pid;
    /// <summary>Process id.</summary>
    public int tgid;
    /// <summary>Flags (<c>PF_*</c>): 0x200000 is a kernel thread.</summary>
    public uint flags;
    /// <summary>The process's first thread.</summary>
    public task_struct* group_leader;
    /// <summary>The parent, for signals.</summary>
    public task_struct* real_parent;
    /// <summary>Memory of the process, or null for a kernel thread.</summary>
    public mm_struct* mm;
    /// <summary>Nanoseconds since boot when the thread started.</summary>
    public ulong start_time;
}
