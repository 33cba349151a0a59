namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>Adds a sublayer.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.NullDisplayName"/>, <see cref="FwpError.InvalidParameter"/>, <see cref="FwpError.InvalidEnumerator"/>,
    /// <see cref="FwpError.AlreadyExists"/>, <see cref="FwpError.ProviderNotFound"/>, <see cref="FwpError.LifetimeMismatch"/>,
    /// <see cref="FwpError.TooManySublayers"/>, <see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public Guid AddSubLayer(SubLayerSpec subLayer)
    {
        ArgumentNullException.ThrowIfNull(subLayer);
        Demand(AccessRights.Add, ObjectKind.SubLayer);
        return Write(draft =>
        {
            FilterValidator.Validate(subLayer);
            if (draft.FindSubLayer(subLayer.Key) is { } other)
            {
                throw Errors.AlreadyExists("Sublayer", subLayer.Name, subLayer.Key, other.ToString());
            }

            var newcomer = Admit("Sublayer", subLayer.Name, LifetimeOf(subLayer.Persistent), subLayer.Provider);
            FilterReferences.ThrowIfProviderIsUnfit(newcomer, draft, DemandLink);
            var weight = draft.FindFreeWeight(subLayer.Weight) ?? throw Errors.TooManySubLayers(subLayer.Name);
            var keyed = subLayer with { Key = OrNew(subLayer.Key) };
            draft.Add(new InstalledSubLayer(keyed, _engine.NextSubLayerId(), weight, newcomer.Lifetime, newcomer.SessionId));
            return keyed.Key;
        });
    }

    /// <summary>Deletes a sublayer that no filter uses any more.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.SublayerNotFound"/>, <see cref="FwpError.BuiltinObject"/>, <see cref="FwpError.InUse"/>,
    /// <see cref="FwpError.WrongSession"/>, <see cref="FwpError.DynamicSessionInProgress"/>, <see cref="FwpError.IncompatibleTxn"/>,
    /// <see cref="FwpError.Timeout"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void DeleteSubLayer(Guid key) => Write(draft =>
    {
        var subLayer = draft.FindSubLayer(key) ?? throw Errors.SubLayerNotFound(key);
        Demand(AccessRights.Delete, subLayer);
        ThrowIfNotDeletable(subLayer);
        if (draft.FindUser(subLayer) is { } user)
        {
            throw Errors.SubLayerInUse(subLayer, user);
        }

        draft.Delete(subLayer);
        return true;
    });

    /// <summary>Adds a filter.</summary>
    /// <returns>Its run-time id, which events and counters use.</returns>
    /// <exception cref="WfpException">
    /// The spec is not acceptable (<see cref="FwpError.NullDisplayName"/>, <see cref="FwpError.InvalidParameter"/>,
    /// <see cref="FwpError.LayerNotFound"/>, <see cref="FwpError.InvalidActionType"/>, <see cref="FwpError.InvalidFlags"/>,
    /// <see cref="FwpError.InvalidWeight"/>), one of its conditions is not (<see cref="FwpError.ConditionNotFound"/>,
    /// <see cref="FwpError.InvalidEnumerator"/>, <see cref="FwpError.MatchTypeMismatch"/>, <see cref="FwpError.TypeMismatch"/>,
    /// <see cref="FwpError.InvalidRange"/>, <see cref="FwpError.InvalidNetMask"/>, <see cref="FwpError.DuplicateCondition"/>), it does
    /// not fit what is there (<see cref="FwpError.AlreadyExists"/>, <see cref="FwpError.SublayerNotFound"/>, <see cref="FwpError.IncompatibleLayer"/>,
    /// <see cref="FwpError.ProviderNotFound"/>, <see cref="FwpError.ProviderContextNotFound"/>, <see cref="FwpError.CalloutNotFound"/>,
    /// <see cref="FwpError.ActionIncompatibleWithLayer"/>, <see cref="FwpError.ContextIncompatibleWithCallout"/>,
    /// <see cref="FwpError.LifetimeMismatch"/>), the kernel-mode engine cannot enforce it (<see cref="FwpError.IncompatibleLayer"/>, and
    /// <see cref="FwpError.ConditionNotFound"/> again), its callout refuses it (<see cref="FwpError.CalloutNotificationFailed"/>), or the call
    /// cannot be made now (<see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public ulong AddFilter(FilterSpec filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Demand(AccessRights.Add, ObjectKind.Filter);
        return Write(draft =>
        {
            FilterValidator.Validate(filter);
            KernelModeValidator.Validate(filter, _engine.Kernel);
            Demand(AccessRights.AddLink, ObjectKind.Layer);
            if (draft.FindFilter(filter.Key) is { } other)
            {
                throw Errors.AlreadyExists("Filter", filter.Name, filter.Key, other.ToString());
            }

            var newcomer = Admit("Filter", filter.Name, filter.Flags.ToLifetime(), filter.Provider);
            var references = FilterReferences.Find(filter, newcomer, draft, DemandLink);
            var keyed = references.Complete(filter);
            var installed = new InstalledFilter(
                keyed,
                _engine.NextFilterId(),
                EffectiveWeight.Of(keyed),
                references.SubLayer,
                references.ProviderContext,
                newcomer.Lifetime,
                newcomer.SessionId);
            if (installed.IsEnforced && filter.Action.CallsCallout() && _engine.Callouts.Find(filter.Callout) is { } callout)
            {
                draft.Notifications.AddFilter(callout, installed);
            }

            draft.Add(installed);
            return installed.Id;
        });
    }

    /// <summary>Deletes the filter with this run-time id.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.FilterNotFound"/>, <see cref="FwpError.WrongSession"/>, <see cref="FwpError.DynamicSessionInProgress"/>,
    /// <see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void DeleteFilter(ulong id) => Write(draft => Delete(draft, draft.FindFilter(id) ?? throw Errors.FilterNotFound(id)));

    /// <summary>Deletes the filter with this key.</summary>
    /// <inheritdoc cref="DeleteFilter(ulong)"/>
    public void DeleteFilter(Guid key) => Write(draft => Delete(draft, draft.FindFilter(key) ?? throw Errors.FilterNotFound(key)));

    /// <summary>The filter with this run-time id, as this session sees it.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.FilterNotFound"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public InstalledFilter GetFilter(ulong id) => Readable(View.FindFilter(id) ?? throw Errors.FilterNotFound(id));

    /// <summary>The filter with this key, as this session sees it.</summary>
    /// <inheritdoc cref="GetFilter(ulong)"/>
    public InstalledFilter GetFilter(Guid key) => Readable(View.FindFilter(key) ?? throw Errors.FilterNotFound(key));

    /// <summary>The sublayer with this key, as this session sees it.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.SublayerNotFound"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public InstalledSubLayer GetSubLayer(Guid key) =>
        Readable(View.FindSubLayer(key) ?? throw Errors.SubLayerNotFound(key));

    private static Guid OrNew(Guid key) => key == Guid.Empty ? Guid.NewGuid() : key;

    private bool Delete(PolicyDraft draft, InstalledFilter filter)
    {
        Demand(AccessRights.Delete, filter);
        ThrowIfNotDeletable(filter);
        draft.Delete(filter);
        return true;
    }
}
