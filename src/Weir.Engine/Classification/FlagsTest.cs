namespace Weir.Engine;

/// <summary>A test of bits, which ranges could only express by the thousand.</summary>
/// <param name="Match"><see cref="FilterMatchType.FlagsAllSet"/>, <see cref="FilterMatchType.FlagsAnySet"/> or <see cref="FilterMatchType.FlagsNoneSet"/>.</param>
/// <param name="Mask">The bits; at least one.</param>
public readonly record struct FlagsTest(FilterMatchType Match, ulong Mask)
{
    /// <summary>True when the number passes the test.</summary>
    public bool Passes(UInt128 number) => Match switch
    {
        FilterMatchType.FlagsAllSet => ((ulong)number & Mask) == Mask,
        FilterMatchType.FlagsAnySet => ((ulong)number & Mask) != 0,
        _ => ((ulong)number & Mask) == 0,
    };
}
