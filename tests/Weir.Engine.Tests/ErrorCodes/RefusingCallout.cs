using Weir.Bpf.Language;

namespace Weir.Engine.Tests.ErrorCodes;

/// <summary>A callout that takes no filter.</summary>
[Callout("5d0f6c1e-3d56-4e0b-8a55-3d0d1f2b9c77", Name = "refusing", FaultAction = ClassifyAction.Permit)]
internal sealed class RefusingCallout : ICallout
{
    public void Notify(CalloutNotification notification) => throw new InvalidOperationException("it takes no filters");

    public static void Classify(
        in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
    {
    }
}
