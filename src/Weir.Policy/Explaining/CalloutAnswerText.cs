using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>What a callout answered, and what that means for the filter that asked it.</summary>
internal static class CalloutAnswerText
{
    /// <summary>The callout's name, or its key when the policy has no such object.</summary>
    public static string NameOf(CalloutExplanation callout) => callout.Name.Length > 0 ? $"'{callout.Name}'" : $"{callout.Key}";

    public static string Describe(InstalledFilter filter, CalloutExplanation callout)
    {
        var name = NameOf(callout);
        if (!callout.IsRegistered)
            return $"callout {name} is not registered{Unregistered(filter)}; --callout ASSEMBLY brings its code";
        var answer = callout.Fault is { } fault
            ? $"callout {name} failed with {fault.GetType().Name}, and its fault action, {Describe(callout.Action)}, is the answer"
            : $"callout {name} answered {Describe(callout.Action)}";
        return answer + Meaning(filter.Spec.Action, callout);
    }

    public static string Describe(ClassifyAction action) => action switch
    {
        ClassifyAction.Block => "block",
        ClassifyAction.Permit => "permit",
        ClassifyAction.Continue => "continue",
        ClassifyAction.None => "nothing",
        _ => $"0x{(uint)action:x}, which is no action",
    };

    private static string Unregistered(InstalledFilter filter) => filter.Spec switch
    {
        { Action: FilterAction.CalloutInspection } => ", so the inspection is passed over",
        { Flags: var flags } when flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered) => ", so the filter permits (permit-if-callout-unregistered)",
        _ => ", so the filter blocks, as a filter of its own would",
    };

    private static string Meaning(FilterAction action, CalloutExplanation callout)
    {
        if (action == FilterAction.CalloutInspection)
            return callout.Action is ClassifyAction.Block or ClassifyAction.Permit
                ? ", which does not count: an inspection only looks"
                : ", and the next filter is asked";
        if (callout.Action is not (ClassifyAction.Block or ClassifyAction.Permit))
        {
            if (action == FilterAction.CalloutUnknown)
                return ", so the next filter is asked";
            return $", which counts as a block, because the filter is terminating{Strength(callout)}";
        }

        return Strength(callout) + (callout is { Action: ClassifyAction.Block, Absorbs: true } ? ", and absorbs the packet: no event" : "");
    }

    private static string Strength(CalloutExplanation callout) =>
        callout.ClearedRight ? ", and cleared the right: hard"
        : callout.HadRight ? ", and kept the right: soft"
        : callout.Action == ClassifyAction.Permit ? ", without the right to write"
        : ", without the right to write: a veto, if a hard permit stands";
}
