namespace Weir.Engine;

/// <summary>A table of a policy image while it is filled: a map from tags to chains of entries.</summary>
internal sealed class DraftTable
{
    private Chain[] _chains = new Chain[4];
    private int[] _slots = new int[8];

    public DraftTable(TableShape shape, uint subLayer, int addressBits)
    {
        Shape = shape;
        Record = shape.ToTable(subLayer, addressBits);
    }

    public TableShape Shape { get; }

    /// <summary>The table as the image will have it, without its places.</summary>
    public ImageTable Record { get; private set; }

    public ReadOnlySpan<Chain> Chains => _chains.AsSpan(0, ChainCount);

    public int ChainCount { get; private set; }

    public int EntryCount { get; private set; }

    /// <summary>Number of entries in the chain of a tag.</summary>
    public int LengthOf(uint tag) => Find(tag, out _) is var chain and >= 0 ? _chains[chain].Length : 0;

    /// <summary>Adds an entry at the end of its chain: entries come in ascending order.</summary>
    public void Add(uint tag, int entry, DraftEntry[] entries)
    {
        var index = Find(tag, out var slot);
        if (index < 0)
        {
            index = ChainCount++;
            if (index == _chains.Length)
            {
                Array.Resize(ref _chains, _chains.Length * 2);
            }

            _chains[index] = new Chain { Tag = tag, First = entry, Last = entry, Length = 1 };
            _slots[slot] = index + 1;
            if (ChainCount * 2 > _slots.Length)
            {
                Grow();
            }
        }
        else
        {
            ref var chain = ref _chains[index];
            entries[chain.Last].Next = entry;
            chain.Last = entry;
            chain.Length++;
        }

        EntryCount++;
        if (entries[entry].Order < Record.BestOrder)
        {
            Record = Record with { BestOrder = entries[entry].Order };
        }
    }

    /// <summary>Notes where the first entry of a chain is going to be.</summary>
    public void SetPlace(int chain, uint place) => _chains[chain].Place = place;

    private int Find(uint tag, out int slot)
    {
        var mask = _slots.Length - 1;
        slot = (int)(tag >> 1) & mask;
        while (_slots[slot] is var content and > 0)
        {
            if (_chains[content - 1].Tag == tag)
            {
                return content - 1;
            }

            slot = (slot + 1) & mask;
        }

        return -1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < ChainCount; i++)
        {
            Find(_chains[i].Tag, out var slot);
            _slots[slot] = i + 1;
        }
    }

    /// <summary>Entries whose keys have the same tag, which hardly ever means that the keys differ.</summary>
    public struct Chain
    {
        public uint Tag;
        public int First;
        public int Last;
        public int Length;

        /// <summary>Where its first entry is going to be.</summary>
        public uint Place;
    }
}
