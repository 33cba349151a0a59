namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>As many callout objects as WFP has.</summary>
    private const int MaximumCallouts = 100_000;

    /// <summary>Adds a callout object, so that filters can name the callout (WFP: <c>FwpmCalloutAdd</c>).</summary>
    /// <returns>Its run-time id, the same as that of the registration under this key.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.NullDisplayName"/>, <see cref="FwpError.InvalidParameter"/>, <see cref="FwpError.LayerNotFound"/>,
    /// <see cref="FwpError.AlreadyExists"/>, <see cref="FwpError.ProviderNotFound"/>, <see cref="FwpError.LifetimeMismatch"/>,
    /// <see cref="FwpError.TooManyCallouts"/>, <see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    /// <remarks>
    /// When the callout is registered already, its code is made callable at the layer now, before the commit. If the kernel-mode engine
    /// cannot do that, its exception is thrown and no object is added.
    /// </remarks>
    public uint AddCallout(CalloutSpec callout)
    {
        ArgumentNullException.ThrowIfNull(callout);
        Demand(AccessRights.Add, ObjectKind.Callout);
        return Write(draft =>
        {
            FilterValidator.Validate(callout);
            Demand(AccessRights.AddLink, ObjectKind.Layer);
            if (draft.FindCallout(callout.Key) is { } other)
            {
                throw Errors.AlreadyExists("Callout", callout.Name, callout.Key, other.ToString());
            }

            var newcomer = Admit("Callout", callout.Name, LifetimeOf(callout.Persistent), callout.Provider);
            FilterReferences.ThrowIfProviderIsUnfit(newcomer, draft, DemandLink);
            if (draft.CalloutCount >= MaximumCallouts)
            {
                throw Errors.TooManyCallouts(callout.Name, MaximumCallouts);
            }

            var keyed = callout with { Key = OrNew(callout.Key) };
            _engine.Callouts.Stage(keyed.Key, keyed.ApplicableLayer);
            var installed = new InstalledCallout(keyed, _engine.Callouts.IdOf(keyed.Key), newcomer.Lifetime, newcomer.SessionId);
            draft.Add(installed);
            return installed.Id;
        });
    }

    /// <summary>Deletes the callout object with this key, which no filter names any more. The callout stays registered.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.CalloutNotFound"/>, <see cref="FwpError.InUse"/>, <see cref="FwpError.WrongSession"/>,
    /// <see cref="FwpError.DynamicSessionInProgress"/>, <see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void DeleteCallout(Guid key) => Write(draft => Delete(draft, draft.FindCallout(key) ?? throw Errors.CalloutNotFound(key)));

    /// <summary>Deletes the callout object with this run-time id, which no filter names any more. The callout stays registered.</summary>
    /// <inheritdoc cref="DeleteCallout(Guid)"/>
    public void DeleteCallout(uint id) => Write(draft => Delete(draft, draft.FindCallout(id) ?? throw Errors.CalloutNotFound(id)));

    /// <summary>The callout object with this key, as this session sees it.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.CalloutNotFound"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public InstalledCallout GetCallout(Guid key) => Readable(View.FindCallout(key) ?? throw Errors.CalloutNotFound(key));

    /// <summary>The callout object with this run-time id, as this session sees it.</summary>
    /// <inheritdoc cref="GetCallout(Guid)"/>
    public InstalledCallout GetCallout(uint id) => Readable(View.FindCallout(id) ?? throw Errors.CalloutNotFound(id));

    private bool Delete(PolicyDraft draft, InstalledCallout callout)
    {
        Demand(AccessRights.Delete, callout);
        ThrowIfNotDeletable(callout);
        if (draft.FindUser(callout) is { } user)
        {
            throw Errors.CalloutInUse(callout, user);
        }

        draft.Delete(callout);
        return true;
    }
}
