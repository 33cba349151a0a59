namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException LimitMissing(string filterName) => new(
        FwpError.InvalidActionType,
        $"Filter '{filterName}': the action {FilterAction.Limit} needs a limit, and the filter has none. Set {nameof(FilterSpec.Limit)}.",
        filterName);

    public static WfpException LimitWithoutAction(string filterName, FilterAction action) => new(
        FwpError.InvalidActionType,
        $"Filter '{filterName}': it has a limit, but the action {action} does not limit. Leave {nameof(FilterSpec.Limit)} out, or use {nameof(FilterAction)}.{FilterAction.Limit}.",
        filterName);

    public static WfpException LimitOutOfBounds(string filterName, LimitProblem problem) => new(
        FwpError.OutOfBounds, $"Filter '{filterName}': {problem.Message}. {problem.Advice}.", filterName);

    public static WfpException NotLimited(string filterName, Layer layer, string reason) => new(
        FwpError.ActionIncompatibleWithLayer,
        $"Filter '{filterName}': this kernel-mode engine does not limit at {layer}: {reason}. Use the action block or permit, or a layer where the engine limits.",
        filterName);
}
