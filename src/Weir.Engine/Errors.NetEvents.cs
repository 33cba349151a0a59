using System.Globalization;

namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException NetEventsDisabled() => new(
        FwpError.NetEventsDisabled,
        $"The engine collects no net events. Set its option {EngineOption.CollectNetEvents} to true first.");

    public static WfpException InvalidInterval(DateTimeOffset start, DateTimeOffset end) => new(
        FwpError.InvalidInterval,
        string.Create(
            CultureInfo.InvariantCulture, $"Template of net events: it starts at {start:O}, which is after its end at {end:O}. Swap them."));

    public static WfpException NetEventCondition(FwpError code, FilterCondition condition, string problem) => new(
        code, $"Template of net events, condition {condition}: {problem}");

    public static WfpException OptionInDynamicSession(string option) => new(
        FwpError.DynamicSessionInProgress,
        $"Option {option}: a dynamic session cannot set options, which would outlive it. Use a session that is not dynamic.",
        option);
}
