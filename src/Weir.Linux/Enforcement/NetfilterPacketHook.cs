using Weir.Bpf;

namespace Weir.Linux;

/// <summary>A netfilter hook, held by one link.</summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Hook">Where in the network stack.</param>
/// <param name="Order">The place among Weir's layers at the hook: added to the priority. The kernel takes each priority once.</param>
/// <param name="Flags">Whether fragments are reassembled first.</param>
internal sealed record NetfilterPacketHook(
    NetfilterFamily Family, NetfilterHook Hook, int Order = 0, NetfilterLinkFlags Flags = NetfilterLinkFlags.None) : PacketHook
{
    /// <summary>The priority whatever the options say, where the layer has one place only among the kernel's own steps.</summary>
    public int? FixedPriority { get; init; }

    public override LayerHook Describe(LinuxEngineOptions options) => Describe(Hook, PriorityIn(options));

    public override IDisposable Attach(BpfProgram stub, LinuxEngineOptions options) =>
        BpfLink.AttachNetfilter(stub, Family, Hook, PriorityIn(options), Flags);

    private int PriorityIn(LinuxEngineOptions options) => FixedPriority ?? options.NetfilterPriority + Order;

    public static LayerHook Describe(NetfilterHook hook, int priority) => new($"netfilter {NameOf(hook)}", priority);

    private static string NameOf(NetfilterHook hook) => hook switch
    {
        NetfilterHook.PreRouting => "PRE_ROUTING",
        NetfilterHook.LocalIn => "LOCAL_IN",
        NetfilterHook.Forward => "FORWARD",
        NetfilterHook.LocalOut => "LOCAL_OUT",
        _ => "POST_ROUTING",
    };
}
