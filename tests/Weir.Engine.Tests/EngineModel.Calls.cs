namespace Weir.Engine.Tests;

/// <content>Adding and deleting objects.</content>
internal sealed partial class EngineModel
{
    public void AddProvider(int session, Lifetime asked, Guid key) => Write(session, state =>
    {
        Require(!state.Providers.ContainsKey(key), FwpError.AlreadyExists);
        state.Providers.Add(key, new Provider(LifeOf(session, asked, Guid.Empty), ++_lastSerial));
    });

    public void DeleteProvider(int session, Guid key) => Write(session, state =>
    {
        Require(state.Providers.TryGetValue(key, out var provider), FwpError.ProviderNotFound);
        RequireDeletable(session, provider!.Life);
        Require(state.SubLayers.Values.All(subLayer => subLayer.Provider != key), FwpError.InUse);
        Require(state.ProviderContexts.Values.All(context => context.Provider != key), FwpError.InUse);
        Require(state.Callouts.Values.All(callout => callout.Provider != key), FwpError.InUse);
        Require(state.Filters.Values.All(filter => filter.Provider != key), FwpError.InUse);
        state.Providers.Remove(key);
    });

    public void AddProviderContext(int session, Lifetime asked, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.ProviderContexts.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        RequireProvider(life, state, providerKey);
        state.ProviderContexts.Add(key, new ProviderContext(life, providerKey, ++_lastSerial));
    });

    public void DeleteProviderContext(int session, Guid key) => Write(session, state =>
    {
        Require(state.ProviderContexts.TryGetValue(key, out var context), FwpError.ProviderContextNotFound);
        RequireDeletable(session, context!.Life);
        Require(state.Filters.Values.All(filter => filter.ProviderContext != key), FwpError.InUse);
        state.ProviderContexts.Remove(key);
    });

    public void AddSubLayer(int session, Lifetime asked, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.SubLayers.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        RequireProvider(life, state, providerKey);
        state.SubLayers.Add(key, new SubLayer(life, providerKey, ++_lastSerial));
    });

    public void DeleteSubLayer(int session, Guid key) => Write(session, state =>
    {
        Require(state.SubLayers.TryGetValue(key, out var subLayer), FwpError.SublayerNotFound);
        RequireDeletable(session, subLayer!.Life);
        Require(state.Filters.Values.All(filter => filter.SubLayer != key), FwpError.InUse);
        state.SubLayers.Remove(key);
    });

    public void AddCallout(int session, Lifetime asked, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.Callouts.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        RequireProvider(life, state, providerKey);
        state.Callouts.Add(key, new Callout(life, providerKey, ++_lastSerial));
    });

    public void DeleteCallout(int session, Guid key) => Write(session, state =>
    {
        Require(state.Callouts.TryGetValue(key, out var callout), FwpError.CalloutNotFound);
        RequireDeletable(session, callout!.Life);
        Require(state.Filters.Values.All(filter => filter.Callout != key), FwpError.InUse);
        state.Callouts.Remove(key);
    });

    /// <summary>Adds a filter. Provider, callout and provider context are none when all zero; only the registered callout uses contexts.</summary>
    public void AddFilter(
        int session, Lifetime asked, Guid key, Guid subLayerKey, Guid providerKey, Guid calloutKey = default, Guid contextKey = default) => Write(session, state =>
    {
        Require(!state.Filters.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        Require(state.SubLayers.TryGetValue(subLayerKey, out var subLayer), FwpError.SublayerNotFound);
        RequireLivesOn(life, subLayer!.Life);
        RequireProvider(life, state, providerKey);
        if (contextKey != Guid.Empty)
        {
            Require(state.ProviderContexts.TryGetValue(contextKey, out var context), FwpError.ProviderContextNotFound);
            RequireLivesOn(life, context!.Life);
        }

        if (calloutKey != Guid.Empty)
        {
            Require(state.Callouts.TryGetValue(calloutKey, out var callout), FwpError.CalloutNotFound);
            Require(contextKey == Guid.Empty || calloutKey == Registered, FwpError.ContextIncompatibleWithCallout);
            RequireLivesOn(life, callout!.Life);
        }

        if (calloutKey == Registered && life.Lifetime != Lifetime.BootTime && RefuseNextFilter)
        {
            RefuseNextFilter = false;
            throw Refusal(FwpError.CalloutNotificationFailed);
        }

        state.Filters.Add(key, new Filter(life, subLayerKey, providerKey, calloutKey, contextKey, ++_lastSerial));
    });

    public void DeleteFilter(int session, Guid key) => Write(session, state =>
    {
        Require(state.Filters.TryGetValue(key, out var filter), FwpError.FilterNotFound);
        RequireDeletable(session, filter!.Life);
        state.Filters.Remove(key);
    });
}
