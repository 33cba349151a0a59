namespace Weir.Bpf.Language;

/// <summary>The kind of a map (<c>enum bpf_map_type</c>). Values are the kernel's.</summary>
public enum MapType : uint
{
    /// <summary>Hash table.</summary>
    Hash = 1,
    /// <summary>Array with 32-bit indices.</summary>
    Array = 2,
    /// <summary>Array of programs, for tail calls.</summary>
    ProgramArray = 3,
    /// <summary>Hash table with one value per processor.</summary>
    PerCpuHash = 5,
    /// <summary>Array with one value per processor.</summary>
    PerCpuArray = 6,
    /// <summary>Hash table that evicts the least recently used entry.</summary>
    LruHash = 9,
    /// <summary>Longest-prefix-match trie.</summary>
    LpmTrie = 11,
    /// <summary>Array whose values are maps.</summary>
    ArrayOfMaps = 12,
    /// <summary>Hash table whose values are maps.</summary>
    HashOfMaps = 13,
    /// <summary>Array of sockets.</summary>
    SocketMap = 15,
    /// <summary>Array of AF_XDP sockets.</summary>
    XskMap = 17,
    /// <summary>Storage that lives with a socket.</summary>
    SocketStorage = 24,
    /// <summary>Ring buffer of records from the kernel to user space.</summary>
    RingBuffer = 27,
    /// <summary>Storage that lives with a task.</summary>
    TaskStorage = 29,
}
