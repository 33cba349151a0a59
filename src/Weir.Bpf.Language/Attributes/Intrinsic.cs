namespace Weir.Bpf.Language;

/// <summary>The operations of this library that have no C# body in the kernel.</summary>
public enum Intrinsic
{
    /// <summary><c>may_goto</c>: true until the kernel's loop budget is spent.</summary>
    MayContinue,
    /// <summary><c>bpf_map_lookup_elem</c> with the index spilled to the stack as key.</summary>
    MapLookupByIndex,
    /// <summary><c>bpf_map_lookup_elem</c> with a pointer to the key.</summary>
    MapLookup,
    /// <summary><c>bpf_map_update_elem</c>.</summary>
    MapUpdate,
    /// <summary><c>bpf_map_delete_elem</c>.</summary>
    MapDelete,
    /// <summary>The address of an array map's only value: no call, never null.</summary>
    MapValueAddress,
    /// <summary><c>bpf_tail_call</c>.</summary>
    TailCall,
    /// <summary><c>bpf_ringbuf_reserve</c> with the record's size.</summary>
    RingBufferReserve,
    /// <summary><c>bpf_ringbuf_submit</c>.</summary>
    RingBufferSubmit,
    /// <summary><c>bpf_ringbuf_discard</c>.</summary>
    RingBufferDiscard,
    /// <summary><c>bpf_ringbuf_output</c>.</summary>
    RingBufferOutput,
    /// <summary><c>bpf_sk_storage_get</c>.</summary>
    SocketStorageGet,
    /// <summary><c>bpf_rdonly_cast</c> with the BTF id of the type argument's kernel struct.</summary>
    ReadOnlyCast,
}
