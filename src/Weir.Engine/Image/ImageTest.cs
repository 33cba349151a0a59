using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// One alternative of a condition that has no place in an entry. The alternatives of a condition stand side by side; the last has
/// <see cref="IsLastOfCondition"/>, and that of the last condition <see cref="IsLast"/> too.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageTest
{
    public const byte IsLastOfCondition = 1;
    public const byte IsLast = 2;

    /// <summary>The field has two words, the high one first.</summary>
    public const byte IsWide = 4;

    public const byte Absent = 0;
    public const byte Range = 1;
    public const byte FlagsAllSet = 2;
    public const byte FlagsAnySet = 3;
    public const byte FlagsNoneSet = 4;
    public const byte Set = 5;

    /// <summary><see cref="Absent"/> to <see cref="Set"/>.</summary>
    public byte Kind;

    /// <summary>The field's bit in <see cref="ImageKey.PresentFields"/>.</summary>
    public byte Field;

    /// <summary>Index of the field's first word.</summary>
    public byte Word;

    public byte Marks;

    /// <summary>Number of ranges of a <see cref="Set"/>.</summary>
    public uint Count;

    /// <summary>
    /// The range, the mask of a flags test, or where the ranges of a set are (<see cref="ImageRange"/> values, ascending and apart) and the
    /// set's bit in <see cref="ImageSets.Asked"/>, which is 0 for a set without one.
    /// </summary>
    public ImageRange Value;
}
