using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Benchmarks.Callouts;

/// <summary>The logic of the filter that it is measured against: permit one server's port, leave everything else to the next filter.</summary>
[KernelLicense("Dual MIT/GPL")]
internal sealed class PermitsOneServer : ICallout
{
    public static void Classify(
        in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
    {
        // 10.0.0.2 and fd00::2.
        bool isServer = values.RemoteAddress == new InternetAddress(0, 0x0a000002) || values.RemoteAddress == new InternetAddress(0xfd00ul << 48, 2);
        if (isServer && values.RemotePort == 80)
        {
            classifyOut.Permit();
        }
        else
        {
            classifyOut.Continue();
        }
    }
}
