namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>Who may do what with the engine: open sessions, begin transactions, set options (WFP: <c>FwpmEngineGetSecurityInfo</c>).</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.ReadSecurity"/>; <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public SecurityDescriptor GetSecurity()
    {
        ThrowIfEndedNow();
        DemandOnEngine(AccessRights.ReadSecurity);
        return _engine.Access.OfEngine;
    }

    /// <summary>
    /// Who may do what with the container of a kind of objects: add, list and watch them; and with those of its objects that have no
    /// descriptor of their own. A container without one has the engine's.
    /// </summary>
    /// <inheritdoc cref="GetSecurity()"/>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.InvalidEnumerator"/>, <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.ReadSecurity"/>;
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    public SecurityDescriptor GetSecurity(ObjectKind container)
    {
        ThrowIfEndedNow();
        ValidateContainer(container);
        Demand(AccessRights.ReadSecurity, container);
        return _engine.Access.OfContainer(container);
    }

    /// <summary>Who may do what with an object: what it or else its container says.</summary>
    /// <exception cref="WfpException">
    /// There is no such object (a code of the kind, such as <see cref="FwpError.FilterNotFound"/>); <see cref="FwpError.InvalidEnumerator"/>:
    /// objects of the kind have no descriptors of their own; <see cref="FwpError.AccessDenied"/>: no
    /// <see cref="AccessRights.ReadSecurity"/>; <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public SecurityDescriptor GetSecurity(ObjectKind kind, Guid key)
    {
        var view = View;
        ISecuredObject target = kind switch
        {
            ObjectKind.Provider => view.FindProvider(key) ?? throw Errors.ProviderNotFound(key),
            ObjectKind.ProviderContext => view.FindProviderContext(key) ?? throw Errors.ProviderContextNotFound(key),
            ObjectKind.SubLayer => view.FindSubLayer(key) ?? throw Errors.SubLayerNotFound(key),
            ObjectKind.Callout => view.FindCallout(key) ?? throw Errors.CalloutNotFound(key),
            ObjectKind.Filter => view.FindFilter(key) ?? throw Errors.FilterNotFound(key),
            _ => throw Errors.NoSecurityOfObjects(kind),
        };
        Demand(AccessRights.ReadSecurity, target);
        return _engine.Access.OfObject(target);
    }

    /// <summary>
    /// Replaces the engine's descriptor (WFP: <c>FwpmEngineSetSecurityInfo</c>), at once. It needs <see cref="AccessRights.WriteSecurity"/>,
    /// and <see cref="AccessRights.WriteOwner"/> to change the owner; root and the owner always may.
    /// </summary>
    /// <param name="descriptor">The new descriptor; null for the one that a new engine has.</param>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.InvalidSecurityDescriptor"/>, <see cref="FwpError.AccessDenied"/>; <see cref="FwpError.TxnInProgress"/>: not
    /// inside a transaction; <see cref="FwpError.DynamicSessionInProgress"/>: a dynamic session may only do this to its own objects;
    /// <see cref="FwpError.Timeout"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void SetSecurity(SecurityDescriptor? descriptor) => SetSecurityOf(container: null, descriptor);

    /// <summary>Replaces the descriptor of the container of a kind of objects, at once.</summary>
    /// <param name="container">The kind.</param>
    /// <param name="descriptor">The new descriptor; null to have the engine's again.</param>
    /// <inheritdoc cref="SetSecurity(SecurityDescriptor?)"/>
    public void SetSecurity(ObjectKind container, SecurityDescriptor? descriptor)
    {
        ValidateContainer(container);
        SetSecurityOf(container, descriptor);
    }

    /// <summary>
    /// Replaces the descriptor of an object, at once. The object itself stays: traffic, other objects and subscribers notice nothing.
    /// </summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="descriptor">The new descriptor; null to have the container's.</param>
    /// <exception cref="WfpException">
    /// There is no such object (a code of the kind, such as <see cref="FwpError.FilterNotFound"/>); <see cref="FwpError.InvalidEnumerator"/>:
    /// objects of the kind have no descriptors of their own; <see cref="FwpError.BuiltinObject"/>;
    /// <see cref="FwpError.InvalidSecurityDescriptor"/>, <see cref="FwpError.AccessDenied"/>; <see cref="FwpError.TxnInProgress"/>: not
    /// inside a transaction; <see cref="FwpError.DynamicSessionInProgress"/>, <see cref="FwpError.WrongSession"/>: a dynamic session may
    /// only do this to its own objects; <see cref="FwpError.Timeout"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void SetSecurity(ObjectKind kind, Guid key, SecurityDescriptor? descriptor) => WriteOutsideOfTransaction(draft =>
    {
        switch (kind)
        {
            case ObjectKind.Provider:
                var provider = draft.FindProvider(key) ?? throw Errors.ProviderNotFound(key);
                ValidateNewSecurity(provider, descriptor);
                draft.SetSecurity(provider, descriptor);
                break;

            case ObjectKind.ProviderContext:
                var context = draft.FindProviderContext(key) ?? throw Errors.ProviderContextNotFound(key);
                ValidateNewSecurity(context, descriptor);
                draft.SetSecurity(context, descriptor);
                break;

            case ObjectKind.SubLayer:
                var subLayer = draft.FindSubLayer(key) ?? throw Errors.SubLayerNotFound(key);
                if (subLayer.Lifetime == Lifetime.BuiltIn)
                {
                    throw Errors.SecurityOfBuiltInObject(subLayer.Spec.Name);
                }

                ValidateNewSecurity(subLayer, descriptor);
                draft.SetSecurity(subLayer, descriptor);
                break;

            case ObjectKind.Callout:
                var callout = draft.FindCallout(key) ?? throw Errors.CalloutNotFound(key);
                ValidateNewSecurity(callout, descriptor);
                draft.SetSecurity(callout, descriptor);
                break;

            case ObjectKind.Filter:
                var filter = draft.FindFilter(key) ?? throw Errors.FilterNotFound(key);
                ValidateNewSecurity(filter, descriptor);
                draft.SetSecurity(filter, descriptor);
                break;

            default:
                throw Errors.NoSecurityOfObjects(kind);
        }
    });

    private static void ValidateContainer(ObjectKind container)
    {
        if (!Enum.IsDefined(container))
        {
            throw Errors.NoSecurityOfObjects(container);
        }
    }

    private void SetSecurityOf(ObjectKind? container, SecurityDescriptor? descriptor) => WriteOutsideOfTransaction(draft =>
    {
        if (Options.Dynamic)
        {
            throw Errors.SecurityInDynamicSession();
        }

        var subject = container is { } kind ? $"The container of {Errors.Plural(kind)}" : "The engine";
        if (descriptor is not null && SecurityValidator.FindProblem(descriptor) is { } problem)
        {
            throw Errors.InvalidSecurityDescriptor(subject, problem);
        }

        if (Options.Caller is { } caller)
        {
            _engine.Access.DemandToChange(caller, container, descriptor);
        }

        draft.SetSecurity(container, descriptor, () => _engine.Access.Set(container, descriptor));
    });

    private void ValidateNewSecurity(IInstalledObject target, SecurityDescriptor? descriptor)
    {
        if (Options.Dynamic)
        {
            ThrowIfNotOwned(target);
        }

        if (descriptor is not null && SecurityValidator.FindProblem(descriptor) is { } problem)
        {
            throw Errors.InvalidSecurityDescriptor($"{target}", problem, target.Name);
        }

        if (Options.Caller is { } caller)
        {
            _engine.Access.DemandToChange(caller, target, descriptor);
        }
    }

    /// <summary>Runs a change in a transaction of its own, and refuses to when the session has one.</summary>
    private void WriteOutsideOfTransaction(Action<PolicyDraft> change)
    {
        lock (_gate)
        {
            ThrowIfInTransaction();
            Write(draft =>
            {
                change(draft);
                return true;
            });
        }
    }

    private void ThrowIfInTransaction()
    {
        if (OpenTransaction() is not null)
        {
            throw Errors.NotInTransaction();
        }
    }

    private void ThrowIfEndedNow()
    {
        lock (_gate)
        {
            ThrowIfEnded();
        }
    }

    /// <summary>The owner of the engine, a session without a caller, passes unchecked.</summary>
    private void DemandOnEngine(AccessRights rights)
    {
        if (Options.Caller is { } caller)
        {
            _engine.Access.DemandOnEngine(caller, rights);
        }
    }

    private void Demand(AccessRights rights, ObjectKind container)
    {
        if (Options.Caller is { } caller)
        {
            _engine.Access.DemandOnContainer(caller, rights, container);
        }
    }

    private void Demand(AccessRights rights, ISecuredObject target)
    {
        if (Options.Caller is { } caller)
        {
            _engine.Access.Demand(caller, rights, target);
        }
    }

    private void DemandLink(ISecuredObject target) => Demand(AccessRights.AddLink, target);

    /// <summary>The object, if the caller may see it.</summary>
    private T Readable<T>(T target)
        where T : ISecuredObject
    {
        Demand(AccessRights.Read, target);
        return target;
    }
}
