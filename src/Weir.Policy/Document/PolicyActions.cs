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
        ("limit", FilterAction.Limit),
        ("callout-terminating", FilterAction.CalloutTerminating),
        ("callout-inspection", FilterAction.CalloutInspection),
        ("callout-unknown", FilterAction.CalloutUnknown),
    ];

    /// <summary>Every name. Behind <c>limit</c> a file writes the rate and the burst: <c>limit 20mbit burst 256kB</c>.</summary>
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

    /// <summary>The action as a file writes it: its name, and behind <c>limit</c> the rate and the burst.</summary>
    public static string Describe(FilterAction action, LimitSpec? limit) => limit is null ? NameOf(action) : $"{NameOf(action)} {limit}";

    /// <summary>The action of a filter as a file writes it.</summary>
    public static string Describe(FilterSpec filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Describe(filter.Action, filter.Limit);
    }
}
