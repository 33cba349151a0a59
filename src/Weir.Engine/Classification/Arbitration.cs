using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// The state of one classification, into which the decisions of the sublayers are merged, the highest sublayer first. The rules are
/// WFP's "Filter Arbitration" page:
/// <code>
/// state before           | soft permit | hard permit | block      | block + CLEAR    | callout: soft block | callout: hard block
/// none, soft permit      | soft permit | hard permit | hard block | hard block       | soft block          | hard block
/// soft block             | soft permit | hard permit | hard block | hard block       | soft block          | hard block
/// hard permit            | stays       | stays       | stays      | hard block, veto | hard block, veto    | hard block, veto
/// hard block             | stays       | stays       | stays      | stays            | stays               | stays
/// </code>
/// </summary>
internal struct Arbitration
{
    private State _state;
    private ulong _filterId;
    private bool _isVeto;
    private bool _isAbsorbed;

    private enum State
    {
        None,
        SoftPermit,
        HardPermit,
        SoftBlock,
        HardBlock,
    }

    /// <summary>What a callout may do about the decision now.</summary>
    public readonly ClassifyRights Rights =>
        _state is State.HardPermit or State.HardBlock ? ClassifyRights.None : ClassifyRights.ActionWrite;

    /// <summary>The filter that has decided so far, or 0.</summary>
    public readonly ulong FilterId => _filterId;

    public void Merge(FilterAnswer answer, ulong filterId)
    {
        if (_state == State.HardBlock || (_state == State.HardPermit && !answer.CanVeto))
        {
            return;
        }

        // What overrules a hard permit is final: the right was cleared before, and stays so.
        _isVeto = _state == State.HardPermit;
        _state = (answer.Action, answer.IsHard || _isVeto) switch
        {
            (FilterAction.Block, true) => State.HardBlock,
            (FilterAction.Block, false) => State.SoftBlock,
            (_, true) => State.HardPermit,
            (_, false) => State.SoftPermit,
        };
        _filterId = filterId;
        _isAbsorbed = answer.IsAbsorbed;
    }

    /// <summary>True when the result has everything of this state.</summary>
    public readonly bool IsStateOf(ClassifyResult result) =>
        result.FilterId == _filterId && result.Verdict == Verdict && result.IsVeto == _isVeto && result.IsAbsorbed == _isAbsorbed;

    public readonly ClassifyResult ToResult(ImmutableArray<SubLayerDecision> decisions) =>
        new(Verdict, _filterId, _isVeto, decisions) { IsAbsorbed = _isAbsorbed };

    /// <summary>What is decided so far.</summary>
    public readonly Verdict Verdict => _state is State.SoftBlock or State.HardBlock ? Verdict.Block : Verdict.Permit;
}
