namespace Weir.Bpf.Language;

/// <summary>Where the network stack sends a packet (<c>struct dst_entry</c>): the start of an <see cref="rtable"/>.</summary>
[KernelStruct("dst_entry")]
public unsafe struct dst_entry
{
    /// <summary>The device that it is handed to.</summary>
    public net_device* dev;
    /// <summary>What the protocol does with it.</summary>
    public dst_ops* ops;
}
