namespace Weir.Linux.Programs;

/// <summary>A filter that decided in its sublayer and what it said, in 32 bits: the number of its record, and above it its decision.</summary>
internal static class Decider
{
    public const uint RecordMask = (1u << ActionShift) - 1;

    /// <summary>Where <see cref="EntryAction.Decision"/> begins; its bits are the last ones.</summary>
    private const int ActionShift = 29;

    /// <param name="record">The number of the filter's record.</param>
    /// <param name="action">What it said, in bits of <see cref="EntryAction"/>.</param>
    public static uint Pack(uint record, uint action) => record | (action << ActionShift);

    /// <summary>What it said, in bits of <see cref="EntryAction.Decision"/>.</summary>
    public static uint ActionOf(uint packed) => packed >> ActionShift;
}
