namespace Weir.Bpf.Language;

/// <summary>What a protocol does with routed packets (<c>struct dst_ops</c>).</summary>
[KernelStruct("dst_ops")]
public struct dst_ops
{
    /// <summary>Address family of the packets: 2 IPv4, 10 IPv6.</summary>
    public ushort family;
}
