using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.EndToEnd.Tests.Explain;

/// <summary>A callout whose answer is the filter's context.</summary>
[Callout("5e2a8c10-0c0f-4c4c-8f3a-0000000000e1", FaultAction = ClassifyAction.Continue), KernelLicense("Dual MIT/GPL")]
public sealed class AnswersAsTold : ICallout
{
    public static void Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut)
    {
        switch (filter.Context)
        {
            case 1:
                classifyOut.Block();
                break;
            case 2:
                classifyOut.BlockHard();
                break;
            case 3:
                classifyOut.BlockHard();
                classifyOut.Flags = ClassifyOutFlags.Absorb;
                break;
            case 4:
                classifyOut.Continue();
                break;
            case 5:
                classifyOut.PermitHard();
                break;
            default:
                classifyOut.Reserved = 1 / (uint)values.LayerId.CompareTo(values.LayerId);
                break;
        }
    }
}
