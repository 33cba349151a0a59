using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Cli.Demo;

/// <summary>The demonstration's callout: blocks 168.63.129.16, and tells of everything else. Classify runs in the kernel.</summary>
[Callout("b1d3f0a2-6a4e-4d0e-9a55-3f0c5d1a7e21", Name = "demo callout")]
[KernelLicense("Dual MIT/GPL")]
internal sealed unsafe class DemoCallout : ICallout
{
    /// <summary>A record for each packet that was permitted.</summary>
    public static readonly RingBufferMap Permitted = new(1 << 16);

    // 168.63.129.16 in host order.
    private const uint WireServer = 0xa83f8110;

    public static void Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut)
    {
        if (values.RemoteAddress.V4 == WireServer)
        {
            classifyOut.BlockHard();
            return;
        }

        classifyOut.Permit();
        PermittedPacket* told = Permitted.Reserve<PermittedPacket>();
        if (told != null)
        {
            told->LocalAddress = values.LocalAddress.V4;
            told->RemoteAddress = values.RemoteAddress.V4;
            told->LocalPort = values.LocalPort;
            told->RemotePort = values.RemotePort;
            told->Protocol = values.Protocol;
            Permitted.Submit(told);
        }
    }
}
