namespace Weir.Engine.Tests;

/// <content>What a policy is to the model.</content>
internal sealed partial class EngineModel
{
    internal sealed record Owner(int Session, int Generation);

    /// <summary>How long an object lives, whose dynamic object it is, and to which provider it belongs.</summary>
    internal sealed record Life(Lifetime Lifetime, Owner? Owner, Guid Provider)
    {
        public bool Lasts => Lifetime is Lifetime.Persistent or Lifetime.BootTime or Lifetime.BuiltIn;
    }

    /// <summary>The serial number tells an object from a later one under the same key.</summary>
    internal sealed record Provider(Life Life, int Serial);

    internal sealed record ProviderContext(Life Life, Guid Provider, int Serial);

    internal sealed record SubLayer(Life Life, Guid Provider, int Serial);

    internal sealed record Callout(Life Life, Guid Provider, int Serial);

    internal sealed record Filter(Life Life, Guid SubLayer, Guid Provider, Guid Callout, Guid ProviderContext, int Serial);

    internal sealed record State(
        Dictionary<Guid, Provider> Providers,
        Dictionary<Guid, ProviderContext> ProviderContexts,
        Dictionary<Guid, SubLayer> SubLayers,
        Dictionary<Guid, Callout> Callouts,
        Dictionary<Guid, Filter> Filters)
    {
        public static State Initial => new(
            [],
            [],
            PolicySnapshot.Initial.SubLayersByWeight.ToDictionary(
                subLayer => subLayer.Key, _ => new SubLayer(new Life(Lifetime.BuiltIn, Owner: null, Guid.Empty), Guid.Empty, Serial: 0)),
            [],
            []);

        public State Copy() => Where(_ => true);

        public State Without(Owner owner) => Where(life => life.Owner != owner);

        /// <summary>What the next engine has, too.</summary>
        public State Lasting() => Where(life => life.Lasts);

        public bool IsSameAs(State other) =>
            Providers.ToHashSet().SetEquals(other.Providers)
            && ProviderContexts.ToHashSet().SetEquals(other.ProviderContexts)
            && SubLayers.ToHashSet().SetEquals(other.SubLayers)
            && Callouts.ToHashSet().SetEquals(other.Callouts)
            && Filters.ToHashSet().SetEquals(other.Filters);

        private State Where(Func<Life, bool> isKept) => new(
            Providers.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            ProviderContexts.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            SubLayers.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            Callouts.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            Filters.Where(pair => isKept(pair.Value.Life)).ToDictionary());
    }

    private sealed record Transaction(bool ReadOnly, State State)
    {
        /// <summary>It held the write lock for too long.</summary>
        public bool IsAborted { get; set; }
    }
}
