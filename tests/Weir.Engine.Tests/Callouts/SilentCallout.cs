using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>A callout that answers nothing and does not hear of flows.</summary>
[Callout(KeyText, Name = "silent", FaultAction = ClassifyAction.Permit)]
internal sealed class SilentCallout : ICallout
{
    public const string KeyText = "11111111-2222-3333-4444-555555555555";

    public static readonly Guid Key = new(KeyText);

    public static void Classify(
        in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
    {
    }
}
