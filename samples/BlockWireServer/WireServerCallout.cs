using Weir.Bpf.Language;
using Weir.Engine;

namespace BlockWireServer;

/// <summary>
/// The callout of the driver: blocks packets to 168.63.129.16, and tells of everything else. <see cref="Classify"/> runs in the kernel;
/// the instance is the user-mode half, which hears of filters.
/// </summary>
[Callout("d969fc67-6fb2-4504-91ce-a97c3c32ad36", Name = "wire server callout")]
[KernelLicense("Dual MIT/GPL")]
public sealed unsafe class WireServerCallout : IHostedCallout
{
    /// <summary>One record for each permitted packet, written by the kernel and read by <see cref="Run"/>.</summary>
    public static readonly RingBufferMap Connections = new(1 << 18);

    // 168.63.129.16 in host order.
    private const uint WireServer = 0xa83f8110;

    /// <summary>Decides over one packet (classifyFn).</summary>
    public static void Classify(
        in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
    {
        if (values.RemoteAddress.V4 == WireServer)
        {
            classifyOut.Block();
            return;
        }

        ConnectionRecord* record = Connections.Reserve<ConnectionRecord>();
        if (record != null)
        {
            record->LocalAddress = values.LocalAddress.V4;
            record->RemoteAddress = values.RemoteAddress.V4;
            record->LocalPort = values.LocalPort;
            record->RemotePort = values.RemotePort;
            record->Protocol = values.Protocol;
            Connections.Submit(record);
        }

        classifyOut.Permit();
    }

    /// <summary>Hears of a filter that names this callout (notifyFn).</summary>
    public void Notify(CalloutNotification notification) =>
        Console.WriteLine($"notify: {notification.Type} {notification.Filter.Spec.Name}");

    /// <summary>The user half: prints what <see cref="Classify"/> tells, until it is stopped.</summary>
    public void Run(CalloutRegistration registration, CancellationToken stop)
    {
        while (true)
            registration.Maps.Consume<ConnectionRecord>(Connections, record => Console.WriteLine(record), Timeout.InfiniteTimeSpan, stop);
    }

    /// <summary>Hears of a flow that ends (flowDeleteFn): this callout keeps nothing with flows.</summary>
    public void FlowDelete(LayerId layer, uint calloutId, ulong flowContext)
    {
    }
}
