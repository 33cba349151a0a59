namespace Weir.Bpf.Language;

/// <summary>Context of a netfilter program (<c>struct bpf_nf_ctx</c>): both pointers are trusted kernel objects whose fields can be read directly.</summary>
[ContextStruct("bpf_nf_ctx")]
public unsafe struct NetfilterContext
{
    /// <summary>Where the packet is: hook, family, devices.</summary>
    public nf_hook_state* state;

    /// <summary>The packet.</summary>
    public sk_buff* skb;
}
