using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// Who may do what with an engine. An object without a descriptor has its container's, and a container without one the engine's. Checks
/// may be made from any thread; descriptors are replaced one at a time, by the engine.
/// </summary>
internal sealed class AccessControl
{
    /// <summary>What nobody can take from root, so that a bad descriptor can be put right.</summary>
    private const AccessRights RightsOfRoot =
        AccessRights.Open | AccessRights.ReadSecurity | AccessRights.WriteSecurity | AccessRights.WriteOwner;

    /// <summary>What nobody can take from an owner.</summary>
    private const AccessRights RightsOfOwner = AccessRights.ReadSecurity | AccessRights.WriteSecurity;

    private readonly SecurityDescriptor _default;
    private volatile SecurityDescriptor _engine;
    private volatile ImmutableDictionary<ObjectKind, SecurityDescriptor> _containers = ImmutableDictionary<ObjectKind, SecurityDescriptor>.Empty;

    public AccessControl(FilterEngineOptions options)
    {
        _default = DefaultDescriptor(options);
        _engine = _default;
    }

    /// <summary>The descriptor in force for the engine.</summary>
    public SecurityDescriptor OfEngine => _engine;

    /// <summary>The descriptor in force for a container.</summary>
    public SecurityDescriptor OfContainer(ObjectKind kind) => _containers.GetValueOrDefault(kind) ?? _engine;

    /// <summary>The descriptor in force for an object.</summary>
    public SecurityDescriptor OfObject(ISecuredObject target) => target.Security ?? OfContainer(target.Kind);

    /// <summary>Replaces a container's descriptor, or with null the engine's. Without a descriptor it has again what it had at first.</summary>
    public void Set(ObjectKind? container, SecurityDescriptor? descriptor)
    {
        if (container is not { } kind)
        {
            _engine = descriptor ?? _default;
            return;
        }

        _containers = descriptor is null ? _containers.Remove(kind) : _containers.SetItem(kind, descriptor);
    }

    /// <summary>True when the caller may do this with the container, or with objects that have no descriptors of their own.</summary>
    public bool AllowsOnContainer(AccessToken caller, AccessRights rights, ObjectKind container) =>
        FindRefusal(OfContainer(container), caller, rights) is null;

    /// <summary>True when the caller may see or do this with the object.</summary>
    public bool Allows(AccessToken caller, AccessRights rights, ISecuredObject target) =>
        FindRefusal(OfObject(target), caller, rights) is null;

    /// <exception cref="WfpException"><see cref="FwpError.AccessDenied"/>: the caller lacks a right on the engine.</exception>
    public void DemandOnEngine(AccessToken caller, AccessRights rights)
    {
        var descriptor = OfEngine;
        if (FindRefusal(descriptor, caller, rights) is { } refusal)
        {
            throw Errors.AccessDenied(caller, refusal, "the engine", descriptor, isInherited: false);
        }
    }

    /// <exception cref="WfpException"><see cref="FwpError.AccessDenied"/>: the caller lacks a right on the container.</exception>
    public void DemandOnContainer(AccessToken caller, AccessRights rights, ObjectKind container)
    {
        var descriptor = OfContainer(container);
        if (FindRefusal(descriptor, caller, rights) is { } refusal)
        {
            throw Errors.AccessDenied(
                caller, refusal, $"the container of {Errors.Plural(container)}", descriptor, isInherited: !_containers.ContainsKey(container));
        }
    }

    /// <exception cref="WfpException"><see cref="FwpError.AccessDenied"/>: the caller lacks a right on the object.</exception>
    public void Demand(AccessToken caller, AccessRights rights, ISecuredObject target)
    {
        var descriptor = OfObject(target);
        if (FindRefusal(descriptor, caller, rights) is { } refusal)
        {
            throw Errors.AccessDenied(caller, refusal, target.ToString()!, descriptor, isInherited: target.Security is null);
        }
    }

    /// <exception cref="WfpException"><see cref="FwpError.AccessDenied"/>: the caller may not replace the descriptor.</exception>
    public void DemandToChange(AccessToken caller, ObjectKind? container, SecurityDescriptor? descriptor)
    {
        if (container is { } kind)
        {
            DemandOnContainer(caller, RightsToChange(OfContainer(kind), descriptor ?? OfEngine), kind);
        }
        else
        {
            DemandOnEngine(caller, RightsToChange(OfEngine, descriptor ?? _default));
        }
    }

    /// <exception cref="WfpException"><see cref="FwpError.AccessDenied"/>: the caller may not replace the descriptor.</exception>
    public void DemandToChange(AccessToken caller, ISecuredObject target, SecurityDescriptor? descriptor) =>
        Demand(caller, RightsToChange(OfObject(target), descriptor ?? OfContainer(target.Kind)), target);

    private static AccessRights RightsToChange(SecurityDescriptor before, SecurityDescriptor after) =>
        before.Owner == after.Owner ? AccessRights.WriteSecurity : AccessRights.WriteSecurity | AccessRights.WriteOwner;

    private static AccessRefusal? FindRefusal(SecurityDescriptor descriptor, AccessToken caller, AccessRights rights)
    {
        if (caller.IsRoot)
        {
            rights &= ~RightsOfRoot;
        }

        if ((rights & RightsOfOwner) != 0 && descriptor.Owner.Includes(caller))
        {
            rights &= ~RightsOfOwner;
        }

        return descriptor.FindRefusal(caller, rights);
    }

    private static SecurityDescriptor DefaultDescriptor(FilterEngineOptions options)
    {
        List<AccessControlEntry> lines = [AccessControlEntry.Allow(Principal.Root, AccessRights.All)];
        if (options.AdministratorsGroup is { } group)
        {
            lines.Add(AccessControlEntry.Allow(Principal.Group(group), AccessRights.All));
        }

        lines.Add(AccessControlEntry.Allow(Principal.Everyone, AccessRights.Open | AccessRights.Classify));
        return new SecurityDescriptor(Principal.Root, [.. lines]);
    }
}
