namespace Weir.Engine.Tests.Stores;

/// <summary>Blueprints of objects that a store keeps.</summary>
internal static class Lasting
{
    public static FilterSpec Filter(Guid key = default) => Make.Filter() with { Key = key, Flags = FilterFlags.Persistent };

    public static FilterSpec BootTimeFilter(Guid key = default) => Make.Filter() with { Key = key, Flags = FilterFlags.BootTime };

    public static SubLayerSpec SubLayer(ushort weight = 0, Guid key = default) => Make.SubLayer(weight, key: key) with { Persistent = true };

    public static ProviderSpec Provider(Guid key = default) => Make.Provider(key) with { Persistent = true };

    public static ProviderContextSpec ProviderContext(Guid key = default) => Make.ProviderContext(key) with { Persistent = true };

    public static CalloutSpec Callout(Guid key = default) => Make.Callout(key) with { Persistent = true };
}
