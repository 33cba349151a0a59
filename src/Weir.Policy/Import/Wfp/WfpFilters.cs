using Weir.Engine;

namespace Weir.Policy;

/// <summary>Makes specs of the filters of an export.</summary>
internal sealed class WfpFilters(ImportOptions options, ImportBuilder builder, WfpObjects objects)
{
    private readonly WfpConditions _conditions = new(options, builder);
    private readonly Dictionary<Guid, ulong> _ids = [];

    /// <summary>What the filters asked for and what they got: for comparing weights.</summary>
    public WfpWeights Weights { get; } = new(builder);

    public void Take(WfpElement item)
    {
        var changes = new List<string>();
        var before = builder.Filters.Count;
        objects.Take("filter", "filterKey", item, builder.Filters, (key, source) => Read(item, key, source, changes));
        if (builder.Filters.Count > before && changes.Count > 0)
            builder.Change(builder.Filters[^1].Source, string.Join("; ", changes));
    }

    /// <summary>Puts the filters into the order of their ids: of equal weights, the one that was added first is evaluated first.</summary>
    public void Sort()
    {
        var sorted = builder.Filters.OrderBy(candidate => _ids.GetValueOrDefault(candidate.Key, ulong.MaxValue)).ToList();
        builder.Filters.Clear();
        builder.Filters.AddRange(sorted);
    }

    private FilterSpec Read(WfpElement item, string keyText, ImportSource source, List<string> changes)
    {
        objects.TellUnknown(
            item, "filter", "filterKey", "layerKey", "subLayerKey", "weight", "filterCondition", "action", "rawContext", "providerContextKey", "reserved", "filterId", "effectiveWeight");
        var key = WfpKeys.Parse(keyText, "FWPM_FILTER_", out _);
        var layer = WfpKeys.Layer(item.TextOf("layerKey"));
        var flags = ReadFlags(item);
        var (action, callout) = ReadAction(item.Find("action"));
        var conditions = _conditions.Read(item.Find("filterCondition"), changes);
        var weight = ReadWeight(item.Find("weight"));
        var spec = new FilterSpec
        {
            Key = key,
            Name = WfpObjects.NameOf(item, "filter"),
            Description = WfpObjects.DescriptionOf(item),
            Provider = WfpKeys.Provider(item.TextOf("providerKey")),
            Layer = layer.Id,
            SubLayer = WfpKeys.SubLayer(item.TextOf("subLayerKey")),
            Weight = weight,
            Conditions = [.. conditions],
            Action = action,
            Callout = callout,
            Context = ReadContext(item.TextOf("rawContext"), action, changes),
            ProviderContext = WfpKeys.ProviderContext(item.TextOf("providerContextKey")),
            Flags = flags,
            ProviderData = WfpObjects.ProviderDataOf(item),
        };
        if (ulong.TryParse(item.TextOf("filterId"), out var id))
            _ids.TryAdd(key, id);

        if (item.Find("effectiveWeight") is { } effective && effective.TextOf("type") == "FWP_UINT64")
        {
            var number = WfpValues.Unsigned(effective.TextOf("uint64"));
            Weights.Add(spec, source with { Key = key }, number);
            spec = spec with { Weight = FilterWeight.Exact(number) };
        }
        else
        {
            changes.Add("the file does not tell its effective weight, so the engine chooses one");
        }

        return spec with { Conditions = _conditions.Settle(conditions, layer, changes) };
    }

    private FilterFlags ReadFlags(WfpElement item)
    {
        var names = objects.Flags(
            item,
            "FWPM_FILTER_FLAG_",
            "filter",
            ["PERSISTENT", "BOOTTIME", "HAS_PROVIDER_CONTEXT", "CLEAR_ACTION_RIGHT", "PERMIT_IF_CALLOUT_UNREGISTERED", "DISABLED", "INDEXED"]);
        if (names.Contains("DISABLED"))
            throw new RefusedException("it is disabled on that machine, so it is not enforced there");

        // INDEXED and HAS_PROVIDER_CONTEXT are the engine's own to set.
        return (names.Contains("PERSISTENT") ? FilterFlags.Persistent : 0)
            | (names.Contains("BOOTTIME") ? FilterFlags.BootTime : 0)
            | (names.Contains("CLEAR_ACTION_RIGHT") ? FilterFlags.ClearActionRight : 0)
            | (names.Contains("PERMIT_IF_CALLOUT_UNREGISTERED") ? FilterFlags.PermitIfCalloutUnregistered : 0);
    }

    private static (FilterAction Action, Guid Callout) ReadAction(WfpElement? element)
    {
        var type = element?.TextOf("type") ?? "";
        FilterAction action = type switch
        {
            "FWP_ACTION_BLOCK" => FilterAction.Block,
            "FWP_ACTION_PERMIT" => FilterAction.Permit,
            "FWP_ACTION_CALLOUT_TERMINATING" => FilterAction.CalloutTerminating,
            "FWP_ACTION_CALLOUT_INSPECTION" => FilterAction.CalloutInspection,
            "FWP_ACTION_CALLOUT_UNKNOWN" => FilterAction.CalloutUnknown,
            "" => throw new RefusedException("it has no action"),
            _ => throw new RefusedException($"its action is {WfpKeys.Shorten(type)}, which is none of a filter"),
        };
        if (!IsCall(action))
            return (action, Guid.Empty);

        // netsh prints the key of the callout under the name of the other member of the union.
        var keyText = element!.Find("calloutKey") is { Text.Length: > 0 } named ? named.Text : element.TextOf("filterType");
        return keyText.Length > 0 ? (action, WfpKeys.Callout(keyText)) : throw new RefusedException("its action names no callout");
    }

    private static FilterWeight ReadWeight(WfpElement? element)
    {
        var type = element?.TextOf("type") ?? "FWP_EMPTY";
        return type switch
        {
            "FWP_EMPTY" or "" => FilterWeight.Auto,
            "FWP_UINT8" => FilterWeight.Range(checked((byte)WfpValues.Unsigned(element!.TextOf("uint8")))),
            "FWP_UINT64" => FilterWeight.Exact(WfpValues.Unsigned(element!.TextOf("uint64"))),
            _ => throw new RefusedException($"its weight is of type {WfpKeys.Shorten(type)}"),
        };
    }

    private static ulong ReadContext(string text, FilterAction action, List<string> changes)
    {
        var context = text.Length == 0 ? 0 : WfpValues.Unsigned(text);
        if (context != 0 && IsCall(action))
            changes.Add($"its context 0x{context:x} is a number for a callout of that machine");
        return context;
    }

    private static bool IsCall(FilterAction action) =>
        action is FilterAction.CalloutTerminating or FilterAction.CalloutInspection or FilterAction.CalloutUnknown;
}
