namespace Weir.Engine.Tests.Security;

/// <summary>
/// An engine with one object of each kind, none of which names another. <see cref="Alice"/> may do everything everywhere, until a test
/// replaces the descriptor that it is about.
/// </summary>
internal sealed class AccessWorld : IDisposable
{
    public const uint AlicesGroup = 500;

    public AccessWorld()
    {
        Engine = new FilterEngine(Kernel);
        Owner = Engine.OpenSession();
        Provider = Owner.AddProvider(Make.Provider());
        Context = Owner.AddProviderContext(Make.ProviderContext(Guid.NewGuid()));
        ContextKey = Owner.GetProviderContext(Context).Key;
        SubLayer = Owner.AddSubLayer(Make.SubLayer());
        Callout = Owner.AddCallout(Make.Callout() with { UsesProviderContext = true });
        CalloutKey = Owner.GetCallout(Callout).Key;
        Filter = Owner.AddFilter(Make.Filter());
        FilterKey = Owner.GetFilter(Filter).Key;

        var open = new SecurityDescriptor(Principal.Root, AccessControlEntry.Allow(Principal.User(Alice.UserId), AccessRights.All));
        Owner.SetSecurity(open);
        foreach (var container in Enum.GetValues<ObjectKind>())
        {
            Owner.SetSecurity(container, open);
        }
    }

    public static AccessToken Alice { get; } = new(1000, 1000, AlicesGroup);

    public RecordingKernel Kernel { get; } = new();

    public FilterEngine Engine { get; }

    /// <summary>The session of the engine's owner.</summary>
    public Session Owner { get; }

    public Guid Provider { get; }

    public ulong Context { get; }

    public Guid ContextKey { get; }

    public Guid SubLayer { get; }

    public uint Callout { get; }

    public Guid CalloutKey { get; }

    public ulong Filter { get; }

    public Guid FilterKey { get; }

    public Session OpenAs(AccessToken caller) => Engine.OpenSession(new SessionOptions { Caller = caller });

    public Guid KeyOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Provider => Provider,
        ObjectKind.ProviderContext => ContextKey,
        ObjectKind.SubLayer => SubLayer,
        ObjectKind.Callout => CalloutKey,
        _ => FilterKey,
    };

    /// <summary>Replaces the descriptor at a place, so that what is above it does not count.</summary>
    public void Set(Place place, SecurityDescriptor descriptor)
    {
        if (place.Kind is not { } kind)
        {
            Owner.SetSecurity(descriptor);
        }
        else if (place.IsObject)
        {
            Owner.SetSecurity(kind, KeyOf(kind), descriptor);
        }
        else
        {
            Owner.SetSecurity(kind, descriptor);
        }
    }

    /// <summary>Replaces the descriptor that the place inherits from, and lets it inherit.</summary>
    public void SetAbove(Place place, SecurityDescriptor descriptor)
    {
        if (place.IsObject)
        {
            Owner.SetSecurity(place.Kind!.Value, descriptor);
        }
        else
        {
            Owner.SetSecurity(place.Kind!.Value, null);
            Owner.SetSecurity(descriptor);
        }
    }

    public void Dispose() => Engine.Dispose();
}
