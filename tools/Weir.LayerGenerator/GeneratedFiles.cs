namespace Weir.LayerGenerator;

/// <summary>Everything that is made from the data.</summary>
public static class GeneratedFiles
{
    /// <summary>The files' texts by their paths from the root of the repository.</summary>
    public static IReadOnlyDictionary<string, string> Make(LayerData data) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["docs/layers.md"] = LayerPage.Make(data),
        ["src/Weir.Engine/Model/BuiltInCallouts.g.cs"] = ObjectCode.Keys(
            "BuiltInCallouts",
            "Keys of the callouts that Windows has built in, so that they can be named. Weir has none of them.",
            "FWPM_CALLOUT_",
            data.Callouts),
        ["src/Weir.Engine/Model/BuiltInProviderContexts.g.cs"] = ObjectCode.Keys(
            "BuiltInProviderContexts",
            "Keys of the provider contexts that Windows has built in, so that they can be named. Weir has none of them.",
            "FWPM_PROVIDER_CONTEXT_",
            data.ProviderContexts),
        ["src/Weir.Engine/Model/BuiltInProviders.g.cs"] = ObjectCode.Keys(
            "BuiltInProviders",
            "Keys of the providers that Windows has built in, so that they can be named. Weir has none of them.",
            "FWPM_PROVIDER_",
            data.Providers),
        ["src/Weir.Engine/Model/Fields.g.cs"] = FieldCode.Fields(data),
        ["src/Weir.Engine/Model/LayerId.g.cs"] = LayerCode.LayerId(data),
        ["src/Weir.Engine/Model/Layers.g.cs"] = LayerCode.Layers(data),
        ["src/Weir.Engine/Model/SubLayers.g.cs"] = ObjectCode.SubLayers(data),
    };
}
