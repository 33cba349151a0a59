using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Tests.Callouts;

/// <summary>Calls callout classes on the CLR for the reference evaluator, and counts as the kernel must have counted.</summary>
internal sealed unsafe class ManagedCalls(byte[] packet) : ICalloutInvoker
{
    private readonly Dictionary<Guid, (ClassifyFunction Classify, ClassifyAction FaultAction)> _callouts = [];

    public delegate void ClassifyFunction(
        in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut);

    /// <summary>The packet that is classified now.</summary>
    public IncomingValues Values { get; set; }

    public IncomingMetadata Metadata { get; set; }

    public Dictionary<Guid, CalloutCounters> Counters { get; } = [];

    public void Add(CalloutRegistration registration)
    {
        ClassifyFunction classify = registration.CalloutType.GetMethod(nameof(ICalloutClassify.Classify))!.CreateDelegate<ClassifyFunction>();
        _callouts.Add(registration.Key, (classify, registration.FaultAction));
        Counters.Add(registration.Key, default);
    }

    public void Remove(Guid key) => _callouts.Remove(key);

    public bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut)
    {
        if (!_callouts.TryGetValue(filter.Spec.Callout, out (ClassifyFunction Classify, ClassifyAction FaultAction) callout))
        {
            return false;
        }

        CalloutCounters counters = Counters[filter.Spec.Callout];
        ClassifyRights rights = classifyOut.Rights;
        bool isFault = false;
        fixed (byte* bytes = packet)
        {
            Dynptr view = Dynptr.OfMemory(bytes, (uint)packet.Length);
            try
            {
                IncomingValues values = Values;
                IncomingMetadata metadata = Metadata;
                callout.Classify(in values, in metadata, new PacketView(&view), filter.ToCalloutFilter(), 0, ref classifyOut);
            }
            catch (Exception exception) when (exception is ArithmeticException or InvalidOperationException)
            {
                isFault = true;
                classifyOut = new ClassifyOut
                {
                    Action = callout.FaultAction,
                    Rights = callout.FaultAction == ClassifyAction.Block ? ClassifyRights.None : rights,
                };
            }
        }

        Counters[filter.Spec.Callout] = new CalloutCounters(counters.Classifications + 1, counters.Faults + (isFault ? 1u : 0));
        return true;
    }
}
