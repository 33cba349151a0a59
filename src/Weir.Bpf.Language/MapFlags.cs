namespace Weir.Bpf.Language;

/// <summary>Flags of map creation (<c>BPF_F_*</c>). Values are the kernel's.</summary>
[Flags]
public enum MapFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,
    /// <summary>Allocate entries when they are inserted (<c>BPF_F_NO_PREALLOC</c>); required by tries and local storage.</summary>
    NoPreallocation = 1,
    /// <summary>One least-recently-used list per processor (<c>BPF_F_NO_COMMON_LRU</c>).</summary>
    NoCommonLru = 2,
    /// <summary>User space may only read through system calls (<c>BPF_F_RDONLY</c>).</summary>
    ReadOnly = 8,
    /// <summary>User space may only write through system calls (<c>BPF_F_WRONLY</c>).</summary>
    WriteOnly = 16,
    /// <summary>Programs may only read (<c>BPF_F_RDONLY_PROG</c>).</summary>
    ReadOnlyForPrograms = 128,
    /// <summary>Programs may only write (<c>BPF_F_WRONLY_PROG</c>).</summary>
    WriteOnlyForPrograms = 256,
    /// <summary>The values can be mapped into user memory (<c>BPF_F_MMAPABLE</c>).</summary>
    MemoryMappable = 1024,
    /// <summary>As inner map, the number of entries may differ from the template's (<c>BPF_F_INNER_MAP</c>).</summary>
    InnerMap = 4096,
}
