using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>The actions of filters by the names that policy files use.</summary>
public static class PolicyActions
{
    private static readonly (string Name, FilterAction Action)[] s_actions =
    [
        ("block", FilterAction.Block),
        ("permit", FilterAction.Permit),
        ("callout-terminating", FilterAction.CalloutTerminating),
        ("callout-inspection", FilterAction.CalloutInspection),
        ("callout-unknown", FilterAction.CalloutUnknown),
    ];

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> Names { get; } = [.. s_actions.Select(entry => entry.Name)];

    /// <summary>The action of a name, or <see langword="null"/> when there is none.</summary>
    public static FilterAction? Find(string name)
    {
        foreach (var entry in s_actions)
        {
            if (entry.Name == name)
                return entry.Action;
        }

        return null;
    }

    /// <summary>The name of an action.</summary>
    public static string NameOf(FilterAction action) => s_actions.First(entry => entry.Action == action).Name;
}
