using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>A callout in the managed engine: its <c>Classify</c> runs on the CLR.</summary>
internal sealed class ManagedCallout(CalloutRegistration registration, Action<ManagedCallout> remove) : IKernelModeCallout
{
    private readonly CalloutInvoker _code = CalloutInvoker.For(registration.CalloutType);
    private ulong _classifications;
    private ulong _faults;

    public CalloutRegistration Registration => registration;

    public ICalloutMaps Maps => ManagedCalloutMaps.Instance;

    /// <summary>Nothing to do: on the CLR the code can be called from the start, and filters appear only after this.</summary>
    public void Link(LayerId layer)
    {
    }

    public CalloutCounters ReadCounters() => new(Interlocked.Read(ref _classifications), Interlocked.Read(ref _faults));

    public void Dispose() => remove(this);

    /// <summary>Calls the code. An exception is the CLR's form of a fault.</summary>
    /// <returns>The exception; null when there was none.</returns>
    public Exception? Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut)
    {
        Interlocked.Increment(ref _classifications);
        var rights = classifyOut.Rights;
        try
        {
            _code.Classify(in values, in metadata, in packet, in filter, flowContext, ref classifyOut);
            return null;
        }
        catch (Exception fault)
        {
            Interlocked.Increment(ref _faults);
            classifyOut = new ClassifyOut
            {
                Action = registration.FaultAction,
                Rights = registration.FaultAction == ClassifyAction.Block ? ClassifyRights.None : rights,
            };
            return fault;
        }
    }
}
