using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>Calls the static <c>Classify</c> of a callout class that is known at run time only.</summary>
internal abstract class CalloutInvoker
{
    /// <summary>Makes the invoker of a class, by reflection; calls through it need none.</summary>
    public static CalloutInvoker For(Type calloutType) =>
        (CalloutInvoker)Activator.CreateInstance(typeof(CalloutInvoker<>).MakeGenericType(calloutType))!;

    public abstract void Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut);
}

/// <summary>Calls the static <c>Classify</c> of a callout class.</summary>
/// <typeparam name="TCallout">The class.</typeparam>
internal sealed class CalloutInvoker<TCallout> : CalloutInvoker
    where TCallout : ICalloutClassify
{
    public override void Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut) =>
        TCallout.Classify(in values, in metadata, in packet, in filter, flowContext, ref classifyOut);
}
