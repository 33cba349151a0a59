using System.Collections.Concurrent;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>Calls callouts on the CLR for one packet.</summary>
/// <param name="callouts">The registered callouts by key.</param>
/// <param name="fields">What the packet has in the fields of the layer.</param>
/// <param name="metadata">What else is known of it.</param>
/// <param name="bytes">Its bytes, which stay where they are during the classification.</param>
/// <param name="byteCount">How many.</param>
/// <param name="limits">What limits have let through.</param>
/// <param name="pays">False when limits only tell whether they would let the packet through.</param>
internal unsafe struct ManagedClassification(
    ConcurrentDictionary<Guid, ManagedCallout> callouts,
    FieldValues fields,
    IncomingMetadata metadata,
    byte* bytes,
    uint byteCount,
    ManagedLimits limits,
    bool pays = true)
    : ICalloutInvoker, ICalloutFaults
{
    private readonly IncomingMetadata _metadata = metadata;
    private IncomingValues _values;
    private bool _hasValues;

    /// <inheritdoc/>
    public Exception? LastFault { get; private set; }

    public readonly bool? IsWithinLimit(InstalledFilter filter) =>
        pays ? limits.Take(filter, _metadata.PacketLength) : limits.WouldTake(filter, _metadata.PacketLength);

    public bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut)
    {
        if (!callouts.TryGetValue(filter.Spec.Callout, out var callout))
        {
            return false;
        }

        if (!_hasValues)
        {
            _values = fields.ToIncomingValues();
            _hasValues = true;
        }

        // Each call gets copies: a callout that writes to its arguments by unsafe means must not reach the engine's own.
        var values = _values;
        var metadataOfCall = _metadata;
        var packet = Dynptr.OfMemory(bytes, byteCount);
        var flowContext = metadataOfCall.Has(MetadataFields.FlowHandle)
            ? callout.Registration.FindFlowContext(metadataOfCall.FlowHandle, filter.Spec.Layer)
            : 0;
        LastFault = callout.Classify(in values, in metadataOfCall, new PacketView(&packet), filter.ToCalloutFilter(), flowContext, ref classifyOut);
        return true;
    }
}
