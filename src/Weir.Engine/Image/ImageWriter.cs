using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>Lays tables, entries, bitmaps and tests out as one block of bytes.</summary>
/// <typeparam name="TFamily">The image's family.</typeparam>
internal sealed unsafe class ImageWriter<TFamily>
    where TFamily : struct, IImageFamily
{
    private const int SlotSize = sizeof(ulong);
    private const int CacheLine = 64;
    private const int BigTable = 1 << 14;

    private readonly FilterEntries _filters;
    private readonly List<DraftTable> _tables;
    private readonly int[] _groups;
    private readonly int _subLayerCount;
    private readonly ulong[] _filterIds;
    private readonly uint[] _actions;
    private readonly uint[] _counters;
    private readonly ulong[][] _slots;
    private readonly ImageBitmaps<TFamily> _bitmaps;

    /// <summary>Takes what is to be written.</summary>
    /// <param name="filters">The entries and tests.</param>
    /// <param name="tables">The tables, by ascending best order.</param>
    /// <param name="subLayerCount">Number of sublayers.</param>
    /// <param name="filterIds">Ids of the filters by their order.</param>
    /// <param name="actions">Bits of <see cref="ImageAction"/> of the filters by their order.</param>
    /// <param name="counters">The <see cref="ImageFilter.Counter"/> of the filters by their order.</param>
    public ImageWriter(
        FilterEntries filters, List<DraftTable> tables, int subLayerCount, ulong[] filterIds, uint[] actions, uint[] counters)
    {
        _filters = filters;
        _tables = tables;
        _subLayerCount = subLayerCount;
        _filterIds = filterIds;
        _actions = actions;
        _counters = counters;
        _groups = TableGroups.Of(tables);
        _bitmaps = new ImageBitmaps<TFamily>(tables.Count > 1 ? filters.Count : 0);
        _slots = new ulong[tables.Count][];
    }

    /// <summary>Writes the image.</summary>
    /// <exception cref="InsufficientMemoryException">The policy needs more than two gigabytes.</exception>
    public ImageMemory Write()
    {
        var header = new ImageHeader { EntryCount = (uint)_filters.Count, SubLayerCount = (uint)_subLayerCount };
        var firstEntries = PlaceChains();
        long size = sizeof(ImageHeader);
        header.SubLayers = Reserve(ref size, _subLayerCount * sizeof(ImageSubLayer));
        header.Tables = Reserve(ref size, _tables.Count * sizeof(ImageTable));
        header.LocalCoarse = Reserve(ref size, _bitmaps.Local.Coarse.Length * sizeof(ulong));
        header.RemoteCoarse = Reserve(ref size, _bitmaps.Remote.Coarse.Length * sizeof(ulong));
        header.LocalFine = Reserve(ref size, _bitmaps.Local.Fine.Length * sizeof(ulong));
        header.RemoteFine = Reserve(ref size, _bitmaps.Remote.Fine.Length * sizeof(ulong));
        header.FineShift = 64 - _bitmaps.FineIndexBits;
        header.CoarseShift = 64 - _bitmaps.CoarseIndexBits;
        var slots = Array.ConvertAll(_slots, table => Reserve(ref size, (long)table.Length * SlotSize, align: false));
        header.Entries = Reserve(ref size, (long)_filters.Count << TFamily.EntryShift);
        header.Filters = Reserve(ref size, (long)_filters.Count * sizeof(ImageFilter));
        var tests = Reserve(ref size, _filters.Tests.Size);
        header.Size = (uint)size;

        var memory = new ImageMemory(size);
        var image = memory.Pointer;
        var subLayers = new Span<ImageSubLayer>(image + header.SubLayers, _subLayerCount);
        for (var i = 0; i < _tables.Count; i++)
        {
            WriteTable(image, header.Tables, i, slots[i]);
            subLayers[(int)_tables[i].Record.SubLayer].Groups |= 1UL << _groups[i];
            MemoryMarshal.AsBytes(_slots[i].AsSpan()).CopyTo(new Span<byte>(image + slots[i], _slots[i].Length * SlotSize));
            WriteEntries(image, in header, _tables[i], firstEntries[i], _groups[i], tests);
        }

        header.LocalAlways = _bitmaps.Local.Always;
        header.RemoteAlways = _bitmaps.Remote.Always;
        Copy(_bitmaps.Local.Fine, image + header.LocalFine);
        Copy(_bitmaps.Local.Coarse, image + header.LocalCoarse);
        Copy(_bitmaps.Remote.Fine, image + header.RemoteFine);
        Copy(_bitmaps.Remote.Coarse, image + header.RemoteCoarse);
        _filters.Tests.Write(image, tests);
        *(ImageHeader*)image = header;
        return memory;
    }

    private static uint Reserve(ref long size, long bytes, bool align = true)
    {
        if (align)
        {
            size = (size + CacheLine - 1) & -CacheLine;
        }

        var offset = size;
        size += bytes;
        return size <= int.MaxValue ? (uint)offset : throw new InsufficientMemoryException(
            "The filters of one layer need more than two gigabytes. Remove filters, or write lists as prefixes and ranges.");
    }

    private static void Copy(ulong[] source, byte* target) => source.CopyTo(new Span<ulong>(target, source.Length));

    /// <summary>Gives each table its slots and each chain its first entry's index.</summary>
    /// <returns>For each table the index of the first entry of its first chain; the chains follow each other.</returns>
    private int[] PlaceChains()
    {
        var firstEntries = new int[_tables.Count];
        var next = 0;
        for (var i = 0; i < _tables.Count; i++)
        {
            firstEntries[i] = next;
            var chains = _tables[i].Chains;
            var choice = SlotCountOf(_tables[i]);
            var slots = new ulong[choice + (uint)chains.Length + 1];
            var last = choice;
            foreach (ref readonly var chain in chains)
            {
                var slot = (uint)(((ulong)chain.Tag * choice) >> 32);
                while (slots[slot] != 0)
                {
                    slot++;
                }

                slots[slot] = chain.Tag | ((ulong)next << 32);
                last = Math.Max(last, slot + 1);
                next += chain.Length;
            }

            _slots[i] = slots[..(int)(last + 1)];
        }

        return firstEntries;
    }

    /// <summary>Slots are many, since most probes find a free one; fewer in a big table, for its size.</summary>
    private static uint SlotCountOf(DraftTable table) => (uint)table.ChainCount * (table.ChainCount < BigTable ? 3u : 2u);

    private void WriteTable(byte* image, uint tables, int index, uint slots)
    {
        var record = _tables[index].Record;
        record.Slots = slots;
        record.SlotCount = SlotCountOf(_tables[index]);
        if (index + 1 < _tables.Count && _groups[index + 1] == _groups[index])
        {
            record.Next = tables + ((uint)PlaceOf(index + 1) * (uint)sizeof(ImageTable));
        }

        ((ImageTable*)(image + tables))[PlaceOf(index)] = record;
    }

    /// <summary>The first tables of all groups come first, so that a group's number finds it; then the others.</summary>
    private int PlaceOf(int index)
    {
        var group = _groups[index];
        if (index == 0 || _groups[index - 1] != group)
        {
            return group;
        }

        // Before this one there are as many first tables as groups have begun.
        var groupCount = _groups[^1] + 1;
        return groupCount + index - (group + 1);
    }

    private void WriteEntries(byte* image, in ImageHeader header, DraftTable table, int index, int group, uint tests)
    {
        var filters = (ImageFilter*)(image + header.Filters);
        var entries = image + header.Entries;
        foreach (ref readonly var chain in table.Chains)
        {
            for (var i = chain.First; i >= 0; i = _filters.Entries[i].Next)
            {
                ref readonly var draft = ref _filters.Entries[i];
                var marks = (draft.Next < 0 ? ImageKeyFields.IsLast : 0) | (draft.Tests < 0 ? 0 : ImageKeyFields.HasTests);
                TFamily.Write(entries + ((long)index << TFamily.EntryShift), in draft, (byte)(draft.Care | marks));
                filters[index] = new ImageFilter
                {
                    FilterId = _filterIds[draft.Order],
                    Action = _actions[draft.Order],
                    Counter = _counters[draft.Order],
                    Filter = draft.Order,
                    Tests = draft.Tests < 0 ? 0 : tests + ((uint)draft.Tests * (uint)sizeof(ImageTest)),
                };
                _bitmaps.Add(in draft, group);
                index++;
            }
        }
    }
}
