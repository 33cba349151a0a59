using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// The state of one classification, into which the decisions of the sublayers are merged, the highest sublayer first. The rules are
/// WFP's "Filter Arbitration" page, for actions of filters:
/// <code>
/// state before       | permit      | permit + CLEAR | block        | block + CLEAR
/// none, soft permit  | soft permit | hard permit    | hard block   | hard block
/// hard permit        | stays       | stays          | stays        | hard block, a veto
/// hard block         | stays       | stays          | stays        | stays
/// </code>
/// </summary>
internal struct Arbitration
{
    private State _state;
    private ulong _filterId;
    private bool _isVeto;

    private enum State
    {
        None,
        SoftPermit,
        HardPermit,
        HardBlock,
    }

    public void Merge(FilterAction action, bool clearActionRight, ulong filterId)
    {
        State? next = (_state, action, clearActionRight) switch
        {
            (State.None or State.SoftPermit, FilterAction.Permit, false) => State.SoftPermit,
            (State.None or State.SoftPermit, FilterAction.Permit, true) => State.HardPermit,
            (State.None or State.SoftPermit, FilterAction.Block, _) => State.HardBlock,
            (State.HardPermit, FilterAction.Block, true) => State.HardBlock,
            _ => null,
        };

        if (next is null)
        {
            return;
        }

        _isVeto = _state == State.HardPermit;
        _state = next.Value;
        _filterId = filterId;
    }

    public readonly ClassifyResult ToResult(ImmutableArray<SubLayerDecision> decisions) =>
        new(_state == State.HardBlock ? Verdict.Block : Verdict.Permit, _filterId, _isVeto, decisions);
}
