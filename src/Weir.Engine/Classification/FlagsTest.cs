namespace Weir.Engine;

/// <summary>A test of bits, which ranges could only express by the thousand.</summary>
/// <param name="Match"><see cref="MatchType.FlagsAllSet"/>, <see cref="MatchType.FlagsAnySet"/> or <see cref="MatchType.FlagsNoneSet"/>.</param>
/// <param name="Mask">The bits; at least one.</param>
public readonly record struct FlagsTest(MatchType Match, ulong Mask)
{
    /// <summary>True when the number passes the test.</summary>
    public bool Passes(UInt128 number) => Match switch
    {
        MatchType.FlagsAllSet => ((ulong)number & Mask) == Mask,
        MatchType.FlagsAnySet => ((ulong)number & Mask) != 0,
        _ => ((ulong)number & Mask) == 0,
    };
}
