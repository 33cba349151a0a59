namespace Weir.Bpf.Language;

/// <summary>A place in a hash chain (<c>struct hlist_node</c>).</summary>
[KernelStruct("hlist_node")]
public unsafe struct hlist_node
{
    /// <summary>The next place.</summary>
    public hlist_node* next;
    /// <summary>What points here; null outside of any chain.</summary>
    public hlist_node** pprev;
}
