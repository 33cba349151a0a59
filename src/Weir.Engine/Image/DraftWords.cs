using System.Runtime.CompilerServices;

namespace Weir.Engine;

/// <summary>The values of an entry's <see cref="DraftEntry.Words"/>, in the order of the words.</summary>
[InlineArray(Most)]
internal struct DraftWords
{
    /// <summary>Words that tables may choose an entry by.</summary>
    public const int Most = 4;

    private ulong _first;
}
