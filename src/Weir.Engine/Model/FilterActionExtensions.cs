namespace Weir.Engine;

/// <summary>Properties of a filter's action.</summary>
public static class FilterActionExtensions
{
    /// <summary>True for the three actions that call a callout; WFP's <c>FWP_ACTION_FLAG_CALLOUT</c>.</summary>
    public static bool CallsCallout(this FilterAction action) =>
        action is FilterAction.CalloutTerminating or FilterAction.CalloutInspection or FilterAction.CalloutUnknown;
}
