using System.Collections.Concurrent;

namespace Weir.Engine;

public sealed partial class CalloutRegistration
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(ulong FlowHandle, LayerId Layer), ulong> _flowContexts = new();
    private readonly bool _hearsOfFlows;
    private volatile bool _isRegistered = true;

    /// <summary>
    /// Gives a flow a context, which <c>Classify</c> gets with every packet of the flow at the layer (WFP:
    /// <c>FwpsFlowAssociateContext</c>). It stays until it is removed, the flow ends or the callout is unregistered. On Linux packets have
    /// no flows yet, so there is no handle to give here and the kernel half gets 0.
    /// </summary>
    /// <param name="flowHandle">The flow, from <see cref="Bpf.Language.IncomingMetadata.FlowHandle"/>.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="context">The context, not 0.</param>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.LayerNotFound"/>; <see cref="FwpError.InvalidParameter"/>: the context is 0, or the class does not implement
    /// <see cref="ICallout.FlowDelete"/>; <see cref="FwpError.AlreadyExists"/>: the flow has a context of this callout at this layer.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The callout was unregistered.</exception>
    public void AssociateFlowContext(ulong flowHandle, LayerId layer, ulong context)
    {
        Layers.Get(layer);
        if (context == 0)
        {
            throw Errors.ZeroFlowContext(this);
        }

        if (!_hearsOfFlows)
        {
            throw Errors.FlowDeleteMissing(this);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(!_isRegistered, this);
            if (!_flowContexts.TryAdd((flowHandle, layer), context))
            {
                throw Errors.FlowContextExists(this, flowHandle, layer);
            }
        }
    }

    /// <summary>
    /// Takes a flow's context away (WFP: <c>FwpsFlowRemoveContext</c>). <see cref="ICallout.FlowDelete"/> has run when this returns.
    /// </summary>
    /// <param name="flowHandle">The flow.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>False when the flow has no context of this callout at this layer.</returns>
    public bool RemoveFlowContext(ulong flowHandle, LayerId layer)
    {
        if (!_flowContexts.TryRemove((flowHandle, layer), out var context))
        {
            return false;
        }

        DeleteFlow(layer, context);
        return true;
    }

    /// <summary>
    /// For the kernel-mode engine, which knows the flows: takes the contexts of a flow that has ended away, at every layer.
    /// </summary>
    /// <param name="flowHandle">The flow.</param>
    public void EndFlow(ulong flowHandle) => EndFlows(flow => flow == flowHandle);

    /// <summary>For the kernel-mode engine: the context of a flow at a layer, or 0.</summary>
    /// <param name="flowHandle">The flow.</param>
    /// <param name="layer">The layer.</param>
    public ulong FindFlowContext(ulong flowHandle, LayerId layer) => _flowContexts.GetValueOrDefault((flowHandle, layer));

    private static bool HearsOfFlows(Type calloutType)
    {
        var map = calloutType.GetInterfaceMap(typeof(ICallout));
        var flowDelete = Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(ICallout.FlowDelete));
        return map.TargetMethods[flowDelete].DeclaringType != typeof(ICallout);
    }

    private void EndFlows(Predicate<ulong> hasEnded)
    {
        foreach (var (key, _) in _flowContexts.Where(pair => hasEnded(pair.Key.FlowHandle)).OrderBy(pair => pair.Key))
        {
            RemoveFlowContext(key.FlowHandle, key.Layer);
        }
    }

    private void DeleteFlow(LayerId layer, ulong context)
    {
        try
        {
            Callout.FlowDelete(layer, Id, context);
        }
        catch (Exception)
        {
            // The flow is gone whatever the callout makes of it; flowDeleteFn cannot fail either.
        }
    }
}
