namespace Weir.Linux.Programs;

/// <summary>
/// What a filter does when it matches. The low bits are a decision; without <see cref="Block"/> it is a permit. A filter that
/// calls a callout carries there what WFP says for a callout that is not registered.
/// </summary>
internal static class EntryAction
{
    public const uint Permit = 0;
    public const uint Block = 1;

    /// <summary>The decision is final for the sublayers below, but for a veto.</summary>
    public const uint Hard = 2;

    /// <summary>The block may overrule a hard permit.</summary>
    public const uint Veto = 4;

    public const uint Decision = Block | Hard | Veto;

    /// <summary>The filter has no say; the next one that matches is asked.</summary>
    public const uint Continue = 8;

    /// <summary>The block leaves no event.</summary>
    public const uint Absorb = 16;

    /// <summary>The filter calls the callout in the slot at <see cref="SlotShift"/>.</summary>
    public const uint Callout = 0x100;

    /// <summary>With <see cref="Callout"/>: only looks, its answer has no effect (CALLOUT_INSPECTION).</summary>
    public const uint Inspection = 0x200;

    /// <summary>With <see cref="Callout"/>: may leave the decision to the next filter (CALLOUT_UNKNOWN).</summary>
    public const uint Unknown = 0x400;

    /// <summary>With <see cref="Callout"/>: a fault counts as a permit.</summary>
    public const uint FaultPermits = 0x800;

    /// <summary>With <see cref="Callout"/>: a fault counts as no answer.</summary>
    public const uint FaultContinues = 0x1000;

    /// <summary>
    /// The filter limits: a permit for what is within and a block for what is beyond. With <see cref="Hard"/> it clears the action right. The
    /// other bits say nothing.
    /// </summary>
    public const uint Limit = 0x2000;

    public const int SlotShift = 16;
}
