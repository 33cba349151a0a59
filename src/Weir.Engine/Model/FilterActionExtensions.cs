namespace Weir.Engine;

/// <summary>Properties of a filter's action.</summary>
public static class FilterActionExtensions
{
    /// <summary>True for the three actions that call a callout; WFP's <c>FWP_ACTION_FLAG_CALLOUT</c>.</summary>
    public static bool CallsCallout(this FilterAction action) =>
        action is FilterAction.CalloutTerminating or FilterAction.CalloutInspection or FilterAction.CalloutUnknown;

    /// <summary>True for the actions of which the filter alone does not tell what becomes of a packet: those that call a callout, and a limit.</summary>
    internal static bool MustBeAsked(this FilterAction action) => action.CallsCallout() || action == FilterAction.Limit;
}
