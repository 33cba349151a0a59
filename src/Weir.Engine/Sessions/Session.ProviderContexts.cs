namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>Adds a provider context, so that filters can name it (WFP: <c>FwpmProviderContextAdd</c>).</summary>
    /// <returns>Its run-time id.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.NullDisplayName"/>, <see cref="FwpError.InvalidParameter"/>, <see cref="FwpError.AlreadyExists"/>,
    /// <see cref="FwpError.ProviderNotFound"/>, <see cref="FwpError.LifetimeMismatch"/>, <see cref="FwpError.IncompatibleTxn"/>,
    /// <see cref="FwpError.Timeout"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public ulong AddProviderContext(ProviderContextSpec context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Demand(AccessRights.Add, ObjectKind.ProviderContext);
        return Write(draft =>
        {
            FilterValidator.Validate(context);
            if (draft.FindProviderContext(context.Key) is { } other)
            {
                throw Errors.AlreadyExists("Provider context", context.Name, context.Key, other.ToString());
            }

            var newcomer = Admit("Provider context", context.Name, LifetimeOf(context.Persistent), context.Provider);
            FilterReferences.ThrowIfProviderIsUnfit(newcomer, draft, DemandLink);
            var keyed = context with { Key = OrNew(context.Key) };
            var installed = new InstalledProviderContext(keyed, _engine.NextProviderContextId(), newcomer.Lifetime, newcomer.SessionId);
            draft.Add(installed);
            return installed.Id;
        });
    }

    /// <summary>Deletes the provider context with this key, which no filter names any more.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.ProviderContextNotFound"/>, <see cref="FwpError.InUse"/>, <see cref="FwpError.WrongSession"/>,
    /// <see cref="FwpError.DynamicSessionInProgress"/>, <see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void DeleteProviderContext(Guid key) =>
        Write(draft => Delete(draft, draft.FindProviderContext(key) ?? throw Errors.ProviderContextNotFound(key)));

    /// <summary>Deletes the provider context with this run-time id, which no filter names any more.</summary>
    /// <inheritdoc cref="DeleteProviderContext(Guid)"/>
    public void DeleteProviderContext(ulong id) =>
        Write(draft => Delete(draft, draft.FindProviderContext(id) ?? throw Errors.ProviderContextNotFound(id)));

    /// <summary>The provider context with this key, as this session sees it.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.ProviderContextNotFound"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public InstalledProviderContext GetProviderContext(Guid key) =>
        Readable(View.FindProviderContext(key) ?? throw Errors.ProviderContextNotFound(key));

    /// <summary>The provider context with this run-time id, as this session sees it.</summary>
    /// <inheritdoc cref="GetProviderContext(Guid)"/>
    public InstalledProviderContext GetProviderContext(ulong id) =>
        Readable(View.FindProviderContext(id) ?? throw Errors.ProviderContextNotFound(id));

    private bool Delete(PolicyDraft draft, InstalledProviderContext context)
    {
        Demand(AccessRights.Delete, context);
        ThrowIfNotDeletable(context);
        if (draft.FindUser(context) is { } user)
        {
            throw Errors.ProviderContextInUse(context, user);
        }

        draft.Delete(context);
        return true;
    }
}
