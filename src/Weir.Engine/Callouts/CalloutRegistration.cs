using System.Reflection;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// A callout whose code is registered with an engine (WFP: <c>FwpsCalloutRegister</c>). It does not depend on any session. Disposing it
/// unregisters the callout: filters that name it stay and follow the rule for unregistered callouts.
/// </summary>
/// <remarks>All members may be called from any thread.</remarks>
public sealed partial class CalloutRegistration : IDisposable
{
    private readonly CalloutRegistry _registry;
    private readonly HashSet<ulong> _filtersToldOf = [];
    private IKernelModeCallout? _kernel;

    internal CalloutRegistration(CalloutRegistry registry, ICallout callout, Guid key, uint id)
    {
        var type = callout.GetType();
        var declared = DeclarationOf(type);
        _registry = registry;
        Callout = callout;
        Key = key;
        Id = id;
        Name = declared?.Name ?? type.Name;
        FaultAction = declared?.FaultAction ?? ClassifyAction.Block;
        License = KernelLicenseAttribute.Of(type)?.License;
        _hearsOfFlows = HearsOfFlows(type);
        if (FaultAction is not (ClassifyAction.Block or ClassifyAction.Permit or ClassifyAction.Continue))
        {
            throw new ArgumentException(
                $"{type}: the fault action of its [Callout] attribute is {FaultAction}. Use Block, Permit or Continue.", nameof(callout));
        }
    }

    /// <summary>The key by which filters name it.</summary>
    public Guid Key { get; }

    /// <summary>Run-time id: one for each key of an engine, the same for the object and the registration.</summary>
    public uint Id { get; }

    /// <summary>Name for people: <see cref="CalloutAttribute.Name"/>, or that of the class.</summary>
    public string Name { get; }

    /// <summary>The instance, the callout's user-mode half.</summary>
    public ICallout Callout { get; }

    /// <summary>The class, whose static <c>Classify</c> is the code that decides over packets.</summary>
    public Type CalloutType => Callout.GetType();

    /// <summary>What stands for the callout's answer when its code faults: block, permit or continue.</summary>
    public ClassifyAction FaultAction { get; }

    /// <summary>The licence that <see cref="KernelLicenseAttribute.Of"/> finds for the class, or null.</summary>
    public string? License { get; }

    /// <summary>True until it is unregistered.</summary>
    public bool IsRegistered => _isRegistered;

    /// <summary>The maps that the callout's code uses.</summary>
    /// <exception cref="ObjectDisposedException">The callout was unregistered.</exception>
    public ICalloutMaps Maps => KernelMode.Maps;

    private IKernelModeCallout KernelMode
    {
        get
        {
            ObjectDisposedException.ThrowIf(!_isRegistered, this);
            return _kernel!;
        }
    }

    /// <summary>How it has been called so far.</summary>
    /// <exception cref="ObjectDisposedException">The callout was unregistered.</exception>
    public CalloutCounters ReadCounters() => KernelMode.ReadCounters();

    /// <summary>Unregisters the callout, unless flows still have a context of it. Does nothing when it is unregistered already.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.InUse"/>: a flow still has a context of this callout, for which WFP answers <c>STATUS_DEVICE_BUSY</c>.
    /// </exception>
    public void Unregister()
    {
        lock (_gate)
        {
            if (!_isRegistered)
            {
                return;
            }

            if (!_flowContexts.IsEmpty)
            {
                throw Errors.CalloutBusy(this, _flowContexts.Count);
            }

            _isRegistered = false;
        }

        Remove();
    }

    /// <summary>Removes the callout's flow contexts, each with a <see cref="ICallout.FlowDelete"/>, and unregisters it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isRegistered)
            {
                return;
            }

            _isRegistered = false;
        }

        EndFlows(_ => true);
        Remove();
    }

    /// <inheritdoc/>
    public override string ToString() => $"callout '{Name}' (id {Id})";

    private void Remove()
    {
        try
        {
            _registry.Remove(this, _kernel!);
        }
        catch
        {
            // The kernel-mode engine still has it, whole; it can be tried again.
            _isRegistered = true;
            throw;
        }
    }

    /// <summary>The class's attribute, or null.</summary>
    /// <exception cref="ArgumentException">Its key is not a GUID.</exception>
    internal static CalloutAttribute? DeclarationOf(Type calloutType)
    {
        try
        {
            return calloutType.GetCustomAttribute<CalloutAttribute>();
        }
        catch (FormatException malformed)
        {
            throw new ArgumentException(
                $"{calloutType}: the key of its [Callout] attribute is not a GUID. Write one like \"d969fc67-6fb2-4504-91ce-a97c3c32ad36\".",
                malformed);
        }
    }

    /// <summary>Gives the registration its code; once, before anybody else sees it.</summary>
    internal void Attach(IKernelModeCallout kernel) => _kernel = kernel;

    internal void Link(LayerId layer) => _kernel!.Link(layer);

    /// <summary>Asks the callout for its consent. Like its neighbours only under the engine's write lock.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.CalloutNotificationFailed"/>.</exception>
    internal void NotifyAdd(InstalledFilter filter)
    {
        var notification = new CalloutNotification(CalloutNotificationType.AddFilter, filter, filter.CalloutContext);
        try
        {
            Callout.Notify(notification);
        }
        catch (Exception failure)
        {
            throw Errors.CalloutFailed(filter.Spec.Name, this, failure);
        }

        if (notification.Refusal is { } reason)
        {
            throw Errors.CalloutRefused(filter.Spec.Name, this, reason);
        }

        filter.CalloutContext = notification.Context;
        _filtersToldOf.Add(filter.Id);
    }

    internal void NotifyAddPostCommit(InstalledFilter filter) => Notify(CalloutNotificationType.AddFilterPostCommit, filter);

    internal void NotifyDelete(InstalledFilter filter)
    {
        if (_filtersToldOf.Remove(filter.Id))
        {
            Notify(CalloutNotificationType.DeleteFilter, filter);
        }
    }

    private void Notify(CalloutNotificationType type, InstalledFilter filter)
    {
        if (!_isRegistered)
        {
            return;
        }

        try
        {
            Callout.Notify(new CalloutNotification(type, filter, filter.CalloutContext));
        }
        catch (Exception)
        {
            // What the callout hears of has happened; as in WFP, its failure changes nothing.
        }
    }
}
