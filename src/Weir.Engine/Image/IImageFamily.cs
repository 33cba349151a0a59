namespace Weir.Engine;

/// <summary>What differs between the images of the address families.</summary>
internal unsafe interface IImageFamily
{
    /// <summary>Logarithm of an entry's size in bytes.</summary>
    static abstract int EntryShift { get; }

    /// <summary>Number of first address bits that choose from the fine bitmap.</summary>
    static abstract int FineBits { get; }

    /// <summary>Number of first address bits that choose from the coarse bitmap.</summary>
    static abstract int CoarseBits { get; }

    /// <summary>The first 64 bits of an address, the most significant bit first.</summary>
    static abstract ulong FirstBits(ulong high, ulong low);

    /// <summary>The tag of what a table's masks leave of a key. Never 0.</summary>
    static abstract uint Tag(ImageTable* table, ImageKey* key);

    /// <summary>True when the key meets the entry, apart from its tests.</summary>
    static abstract bool Matches(byte* entry, ImageKey* key);

    /// <summary>The entry's order.</summary>
    static abstract uint OrderOf(byte* entry);

    /// <summary>The entry's marks, in the upper bits of its <see cref="ImageEntry4.Care"/>.</summary>
    static abstract byte MarksOf(byte* entry);

    /// <summary>Replaces the entry's marks, and nothing else, by one store.</summary>
    static abstract void SetMarks(byte* entry, byte marks);

    /// <summary>Writes an entry.</summary>
    /// <param name="entry">Where.</param>
    /// <param name="draft">What.</param>
    /// <param name="marks">Its marks.</param>
    static abstract void Write(byte* entry, in DraftEntry draft, byte marks);
}
