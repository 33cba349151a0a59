using System.Globalization;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli;

/// <summary>Says in a line where a layer is evaluated.</summary>
internal static class LayerText
{
    public static string Describe(LayerStatus status)
    {
        string filters = string.Create(CultureInfo.InvariantCulture, $"{status.FilterCount} {(status.FilterCount == 1 ? "filter" : "filters")}");
        string failMode = status.FailMode == FailMode.Closed ? ", fails closed" : "";
        string hooks = status.Hooks.IsEmpty ? "no hook, because its own layer has no filter that could block" : string.Join(" and ", status.Hooks);
        return $"{PolicyLayers.NameOf(Layers.Get(status.Layer))}: {filters} at {hooks}{Interfaces(status)}{failMode}";
    }

    private static string Interfaces(LayerStatus status)
    {
        if (status.Placement == LayerPlacement.Verdict)
        {
            return "";
        }

        IEnumerable<string> covered = status.Interfaces.Where(one => one.IsCovered).Select(one => one.Link.Name);
        IEnumerable<string> refused = status.Interfaces.Where(one => !one.IsCovered).Select(one => $"; not of {one.Link.Name}: {one.Reason}");
        return $" of {string.Join(", ", covered.DefaultIfEmpty("no interface"))}{string.Concat(refused)}";
    }
}
