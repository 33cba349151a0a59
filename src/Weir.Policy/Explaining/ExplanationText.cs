using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Explanations as text of at most a hundred columns: the verdict in one sentence, then why. Written for readers who do not know the
/// manual; the terms are WFP's.
/// </summary>
public sealed partial class ExplanationText
{
    private readonly TrafficExplanation _explanation;
    private readonly ExplanationOptions _options;
    private readonly WrappedText _text = new();

    private ExplanationText(TrafficExplanation explanation, ExplanationOptions options)
    {
        _explanation = explanation;
        _options = options;
    }

    /// <summary>Writes an explanation. Lines end with <c>\n</c>.</summary>
    public static string Describe(TrafficExplanation explanation, ExplanationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return new ExplanationText(explanation, options ?? new ExplanationOptions()).Write();
    }

    /// <summary>The verdict and its reason, in one sentence.</summary>
    public static string Summarize(TrafficExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        if (explanation.Blocking is { Explanation: { } blocking })
            return $"BLOCKED {Reason(blocking)}.";
        var deciding = explanation.Steps.Where(step => step.Explanation?.Decider is not null).ToList();
        var count = explanation.Steps.Length;
        return (count, deciding) switch
        {
            (0, _) => "PERMITTED: the traffic crosses no layer.",
            (1, []) => $"PERMITTED at {NameOf(explanation.Steps[0])}: no filter decides, and what nobody decides passes.",
            (_, []) => $"PERMITTED: no filter decides at any of the {count} layers on the path, and what nobody decides passes.",
            (1, [{ Explanation: { } only }]) => $"PERMITTED {Reason(only)}.",
            (_, [{ Explanation: { } only }]) => $"PERMITTED {Reason(only)}; no filter decides at the other layers of the path.",
            _ => $"PERMITTED at all {count} layers of the path, at {deciding.Count} of them by a filter.",
        };
    }

    private string Write()
    {
        _text.Line(0, Summarize(_explanation));
        _text.Gap();
        _text.Line(2, TrafficText.Describe(_explanation.Traffic));
        WriteFamily();
        WriteKind();
        WritePath();
        foreach (var step in _explanation.Steps.Where(step => step.Explanation is { FilterCount: > 0 }))
        {
            _text.Gap();
            Write(step);
        }

        WriteRemarks();
        return _text.ToString();
    }

    private static string Reason(LayerExplanation layer)
    {
        var deciding = layer.Deciding!;
        var filter = deciding.Decision!;
        var by = filter.Callout is { IsRegistered: true } callout
            ? $"by callout {CalloutAnswerText.NameOf(callout)}, asked by filter '{filter.Filter.Spec.Name}'"
            : $"by filter '{filter.Filter.Spec.Name}'";
        var veto = layer.Result.IsVeto ? ", a veto over a hard permit" : "";
        var absorbed = layer.Result.IsAbsorbed ? ", absorbed without an event" : "";
        return $"{by} of sublayer '{deciding.SubLayer.Spec.Name}' at {PolicyLayers.NameOf(layer.Layer)}{veto}{absorbed}";
    }

    private static string NameOf(StepExplanation step) => PolicyLayers.NameOf(step.Layer);

    /// <summary>Without an address nothing says which IP version is meant.</summary>
    private void WriteFamily()
    {
        var traffic = _explanation.Traffic;
        if (traffic.OnlyLayer is null && traffic.Protocol is not (1 or 58)
            && new[] { Fields.IpLocalAddress, Fields.IpRemoteAddress, Fields.IpSourceAddress, Fields.IpDestinationAddress }.All(field => traffic.ValueOf(field).Type == DataType.Empty))
        {
            _text.Line(2, $"No address says which IP version it is; these are the layers of IPv{traffic.IPVersion}.");
        }
    }

    private void WriteKind()
    {
        var traffic = _explanation.Traffic;
        if (traffic.OnlyLayer is null && traffic.Kind is TrafficKind.Outbound or TrafficKind.Inbound)
            _text.Line(2, $"A packet of a flow that is under way; '{(traffic.Kind == TrafficKind.Outbound ? "connect" : "accept")}' explains how a flow begins.");
    }

    /// <summary>All layers on the path with their outcome, in the kernel's order.</summary>
    private void WritePath()
    {
        var steps = _explanation.Steps;
        if (steps.Length == 1)
        {
            if (steps[0].Explanation is { FilterCount: 0 })
                _text.Line(2, $"The policy has no filters at {NameOf(steps[0])}.");
            return;
        }

        _text.Gap();
        _text.Line(2, "Its path through Linux:");
        var names = steps.Max(step => NameOf(step).Length);
        var hooks = steps.Max(step => step.Step!.Hook.Length);
        var packets = steps.Max(step => step.Step!.Packet.Length);
        foreach (var step in steps)
        {
            var mark = _options.WhyNotEnforced(step.Layer) is null ? " " : "*";
            var packet = packets == 0 ? "" : $"{step.Step!.Packet.PadRight(packets)}  ";
            _text.Line(2, $"{mark} {NameOf(step).PadRight(names)}  {step.Step!.Hook.PadRight(hooks)}  {packet}{Outcome(step)}", hanging: names + hooks + 6);
        }

        if (steps.Any(step => _options.WhyNotEnforced(step.Layer) is not null))
            _text.Line(2, "* not enforced on Linux by this version: weir run refuses filters there");
    }

    private static string Outcome(StepExplanation step) => step.Explanation switch
    {
        null => "not reached",
        { FilterCount: 0 } => "no filters",
        { Decider: null } => "permit, nobody decides",
        { Result.Verdict: Verdict.Block, Decider: { } filter } => $"BLOCK by '{filter.Spec.Name}'",
        { Decider: { } filter } => $"permit by '{filter.Spec.Name}'",
    };

    /// <summary>The path's table has a mark for it; a layer that is asked alone is told in full.</summary>
    private void WriteRemarks()
    {
        if (_explanation.Steps.Length != 1)
            return;
        foreach (var layer in _explanation.Steps.Where(step => step.Explanation is { FilterCount: > 0 }).DistinctBy(step => step.Layer))
        {
            if (_options.WhyNotEnforced(layer.Layer) is not { } reason)
                continue;
            _text.Gap();
            _text.Line(0, $"{NameOf(layer)} is not enforced on Linux by this version: {reason}. weir run refuses filters there.");
        }
    }

    private static string Hex(ulong number, int digits) => "0x" + number.ToString($"x{digits}", CultureInfo.InvariantCulture);
}
