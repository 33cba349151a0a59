namespace Weir.Bpf.Language;

/// <summary>
/// A callout's answer (WFP: <c>FWPS_CLASSIFY_OUT0</c>). 16 bytes, the same in the kernel and on the CLR.
/// </summary>
public struct ClassifyOut
{
    /// <summary>What to do; <see cref="ClassifyAction.None"/> on entry.</summary>
    public ClassifyAction Action;

    /// <summary>
    /// On entry whether the decision may still be changed. A callout that sees <see cref="ClassifyRights.ActionWrite"/> cleared leaves
    /// things alone, or blocks as a veto over a permit. Clearing it makes this callout's action final for the sublayers below.
    /// </summary>
    public ClassifyRights Rights;

    /// <summary>More about the action.</summary>
    public ClassifyOutFlags Flags;

    /// <summary>Always 0.</summary>
    public uint Reserved;

    /// <summary>Whether the decision may still be changed; without it only a veto has an effect.</summary>
    public readonly bool CanWriteAction => (Rights & ClassifyRights.ActionWrite) != 0;

    /// <summary>Blocks, softly: a permit of a sublayer below can still overrule it.</summary>
    public void Block() => Action = ClassifyAction.Block;

    /// <summary>Blocks for good: clears the right, so that no sublayer below can permit. What WFP advises for every block.</summary>
    public void BlockHard()
    {
        Action = ClassifyAction.Block;
        Rights &= ~ClassifyRights.ActionWrite;
    }

    /// <summary>Permits, softly: a sublayer below can still block.</summary>
    public void Permit() => Action = ClassifyAction.Permit;

    /// <summary>Permits for good: clears the right, so that sublayers below can only veto.</summary>
    public void PermitHard()
    {
        Action = ClassifyAction.Permit;
        Rights &= ~ClassifyRights.ActionWrite;
    }

    /// <summary>Has no say: the next matching filter of the sublayer is asked.</summary>
    public void Continue() => Action = ClassifyAction.Continue;
}
