using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>WFP's own sublayers by the names that policy files use: WFP's, in lower case with dashes.</summary>
internal static class BuiltInSubLayers
{
    public static ImmutableArray<InstalledSubLayer> All { get; } =
        [.. PolicySnapshot.Initial.SubLayersByWeight.Where(subLayer => subLayer.Lifetime == Lifetime.BuiltIn)];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(NameOf)];

    public static InstalledSubLayer? Find(string name) => All.FirstOrDefault(subLayer => NameOf(subLayer) == name);

    public static InstalledSubLayer? Find(Guid key) => All.FirstOrDefault(subLayer => subLayer.Key == key);

    public static string NameOf(InstalledSubLayer subLayer) => subLayer.Spec.Name.ToLowerInvariant().Replace('_', '-');
}
