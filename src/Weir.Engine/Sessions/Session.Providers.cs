namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>Adds a provider, so that other objects can name it as their owner (WFP: <c>FwpmProviderAdd</c>).</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.NullDisplayName"/>, <see cref="FwpError.InvalidParameter"/>, <see cref="FwpError.AlreadyExists"/>,
    /// <see cref="FwpError.LifetimeMismatch"/>, <see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public Guid AddProvider(ProviderSpec provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        Demand(AccessRights.Add, ObjectKind.Provider);
        return Write(draft =>
        {
            FilterValidator.Validate(provider);
            if (draft.FindProvider(provider.Key) is { } other)
            {
                throw Errors.AlreadyExists("Provider", provider.Name, provider.Key, other.ToString());
            }

            var newcomer = Admit("Provider", provider.Name, LifetimeOf(provider.Persistent), provider: Guid.Empty);
            var keyed = provider with { Key = OrNew(provider.Key) };
            draft.Add(new InstalledProvider(keyed, _engine.NextProviderId(), newcomer.Lifetime, newcomer.SessionId));
            return keyed.Key;
        });
    }

    /// <summary>Deletes a provider that no other object names any more.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.ProviderNotFound"/>, <see cref="FwpError.InUse"/>, <see cref="FwpError.WrongSession"/>,
    /// <see cref="FwpError.DynamicSessionInProgress"/>, <see cref="FwpError.IncompatibleTxn"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void DeleteProvider(Guid key) => Write(draft =>
    {
        var provider = draft.FindProvider(key) ?? throw Errors.ProviderNotFound(key);
        Demand(AccessRights.Delete, provider);
        ThrowIfNotDeletable(provider);
        if (draft.FindUser(provider) is { } user)
        {
            throw Errors.ProviderInUse(provider, user);
        }

        draft.Delete(provider);
        return true;
    });

    /// <summary>The provider with this key, as this session sees it.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.ProviderNotFound"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public InstalledProvider GetProvider(Guid key) => Readable(View.FindProvider(key) ?? throw Errors.ProviderNotFound(key));
}
