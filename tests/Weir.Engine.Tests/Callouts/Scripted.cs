using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>Callouts that answer what the filter's context says, one class for each fault action.</summary>
internal static class Scripted
{
    public static ICallout For(ClassifyAction faultAction) => faultAction switch
    {
        ClassifyAction.Block => new BlocksOnFault(),
        ClassifyAction.Permit => new PermitsOnFault(),
        _ => new ContinuesOnFault(),
    };

    public static void Play(Answer answer, ref ClassifyOut classifyOut)
    {
        switch (answer)
        {
            case Answer.Continue:
                classifyOut.Continue();
                break;
            case Answer.Permit:
                classifyOut.Permit();
                break;
            case Answer.PermitHard:
                classifyOut.PermitHard();
                break;
            case Answer.Block:
                classifyOut.Block();
                break;
            case Answer.BlockHard:
                classifyOut.BlockHard();
                break;
            case Answer.BlockAbsorb:
                classifyOut.Block();
                classifyOut.Flags = ClassifyOutFlags.Absorb;
                break;
            case Answer.OnlyClear:
                classifyOut.Rights = ClassifyRights.None;
                break;
            case Answer.PermitAbsorbWithRight:
                classifyOut.Permit();
                classifyOut.Flags = ClassifyOutFlags.Absorb;
                classifyOut.Rights = ClassifyRights.ActionWrite;
                break;
            case Answer.Nonsense:
                classifyOut.Action = (ClassifyAction)0xBAD;
                break;
            case Answer.Fault:
                classifyOut.PermitHard();
                classifyOut.Flags = ClassifyOutFlags.Absorb;
                classifyOut.Reserved = 1 / classifyOut.Reserved;
                break;
        }
    }

    [Callout("00000000-0000-0000-0000-00000000000b")]
    internal sealed class BlocksOnFault : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            Play((Answer)filter.Context, ref classifyOut);
    }

    [Callout("00000000-0000-0000-0000-00000000000a", FaultAction = ClassifyAction.Permit)]
    internal sealed class PermitsOnFault : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            Play((Answer)filter.Context, ref classifyOut);
    }

    [Callout("00000000-0000-0000-0000-00000000000c", FaultAction = ClassifyAction.Continue)]
    internal sealed class ContinuesOnFault : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            Play((Answer)filter.Context, ref classifyOut);
    }
}
