using System.Runtime.InteropServices;

namespace Weir.Engine;

internal sealed unsafe partial class ImageWriter<TFamily>
{
    /// <summary>Lays a whole image out, without gaps, as its first version.</summary>
    /// <param name="filters">The entries, those of each sublayer in the order of evaluation.</param>
    /// <param name="subLayers">The sublayers in the order of evaluation, with numbers from 0.</param>
    /// <param name="ends">For each sublayer one above its last entry.</param>
    /// <param name="tests">Places and writes the tests.</param>
    /// <param name="recordOf">The record of a filter, asked when its tests have a place.</param>
    /// <param name="tableLimit">Number of tables of a sublayer, from which on longer chains are better than more tables.</param>
    /// <param name="allocate">Gives memory for the image's bytes.</param>
    /// <exception cref="InsufficientMemoryException">The filters need more than two gigabytes.</exception>
    public static ImageWriter<TFamily> Build(
        FilterEntries filters,
        List<WrittenSubLayer> subLayers,
        int[] ends,
        ImageTests tests,
        Func<uint, ImageFilter> recordOf,
        int tableLimit,
        Func<long, ImageMemory> allocate)
    {
        var addressBits = filters.AddressBits;
        var builder = new TableBuilder<TFamily>(filters.Entries, addressBits);
        for (var i = 0; i < ends.Length; i++)
        {
            builder.AddSubLayer(subLayers[i].Number, i == 0 ? 0 : ends[i - 1], ends[i], tableLimit);
        }

        // First the places, from space without an end; then the memory for as much as that took.
        var tables = builder.Tables;
        var groups = TableGroups.Of(tables);
        var groupCount = tables.Count == 0 ? 0 : groups[^1] + 1;
        var space = new ImageSpace();
        var header = new ImageHeader { TableCapacity = (uint)Math.Min(TableGroups.Most, groupCount + Math.Max(groupCount / 2, 6)) };
        var places = new TablePlaces[tables.Count];
        var fits = space.TryAllocate(sizeof(ImageHeader), out _)
            && space.TryAllocate(TableGroups.Extent((int)header.TableCapacity), out header.Tables)
            && ImageBitmaps<TFamily>.TryPlace(ref header, space, tables.Count > 1 ? filters.Count : 0);
        for (var i = 0; i < tables.Count && fits; i++)
        {
            places[i].Group = groups[i];
            places[i].Record = header.Tables + ImageWalk.PlaceOf(1UL << groups[i]);
            places[i].Slots = SlotsOf(tables[i], out places[i].SlotCount);
            fits = (i == 0 || groups[i] != groups[i - 1] || space.TryAllocate(sizeof(ImageTable), out places[i].Record))
                && space.TryAllocate(places[i].Slots.Length * SlotSize, out places[i].SlotsPlace);
        }

        for (var i = 0; i < tables.Count && fits; i++)
        {
            fits = TryPlaceChains(tables[i], space, places[i].Slots);
        }

        fits = fits && tests.TryPlace(space);
        if (!fits)
        {
            throw new InsufficientMemoryException(
                "The filters of one layer need more than two gigabytes. Remove filters, or write lists as prefixes and ranges.");
        }

        var memory = allocate(space.Extent + sizeof(ImageDirectory) + ((long)subLayers.Count * sizeof(ImageSubLayer)) + ImageSpace.Unit);
        space.Capacity = memory.Capacity;
        var writer = new ImageWriter<TFamily>(memory, space, addressBits) { _groupCount = groupCount, EntryCount = filters.Count };
        *(ImageHeader*)memory.Pointer = header;
        tests.Write(memory.Pointer);
        for (var i = 0; i < tables.Count; i++)
        {
            writer.Write(tables[i], in places[i], subLayers[(int)tables[i].Record.SubLayer], filters.Entries, recordOf);
        }

        writer.TrySetDirectory(subLayers);
        writer.Publish();
        return writer;
    }

    /// <summary>The slots of a table, with the numbers of the chains for now.</summary>
    private static ulong[] SlotsOf(DraftTable table, out uint choice)
    {
        var chains = table.Chains;
        choice = SlotCountFor(chains.Length);
        var slots = new ulong[choice + (uint)chains.Length + 1];
        var last = choice;
        for (var i = 0; i < chains.Length; i++)
        {
            var slot = (uint)(((ulong)chains[i].Tag * choice) >> 32);
            while (slots[slot] != 0)
            {
                slot++;
            }

            slots[slot] = chains[i].Tag | ((ulong)i << 32);
            last = Math.Max(last, slot + 1);
        }

        Array.Resize(ref slots, (int)(last + 1));
        return slots;
    }

    /// <summary>Gives each chain its place, in the order of the slots.</summary>
    private static bool TryPlaceChains(DraftTable table, ImageSpace space, ulong[] slots)
    {
        foreach (ref var slot in slots.AsSpan())
        {
            if (slot == 0)
            {
                continue;
            }

            var chain = (int)(slot >> 32);
            var length = table.Chains[chain].Length;
            if (!space.TryAllocate(ChainSize(length), out var place))
            {
                return false;
            }

            var first = place + RecordsSize(length);
            table.SetPlace(chain, first);
            slot = (uint)slot | ((ulong)(first >> ImageWalk.PlaceShift) << 32);
        }

        return true;
    }

    private void Write(
        DraftTable draft, in TablePlaces places, WrittenSubLayer subLayer, DraftEntry[] entries, Func<uint, ImageFilter> recordOf)
    {
        var table = new WrittenTable(draft.Shape, places.Group, places.Record)
        {
            SlotLength = places.Slots.Length,
            UsedSlots = draft.ChainCount,
            ChainCount = draft.ChainCount,
        };
        *RecordOf(table) = draft.Record with { Slots = places.SlotsPlace | ((ulong)places.SlotCount << 32) };
        places.Slots.CopyTo(new Span<ulong>(Image + places.SlotsPlace, places.Slots.Length));
        Link(table, subLayer);
        foreach (ref readonly var chain in draft.Chains)
        {
            var index = 0;
            for (var i = chain.First; i >= 0; i = entries[i].Next, index++)
            {
                ref readonly var entry = ref entries[i];
                var record = recordOf(entry.Filter);
                var marks = (entry.Next < 0 ? ImageKeyFields.IsLast : 0) | (record.Tests == 0 ? 0 : ImageKeyFields.AsksRecord);
                TFamily.Write(EntryAt(Image, chain.Place, index), in entry, (byte)marks);
                *RecordAt(Image, chain.Place, index) = record;
                ImageBitmaps<TFamily>.Mark(Image, in entry, table.Group);
            }
        }
    }

    /// <summary>Puts a table at the end of its sublayer's and of its group's.</summary>
    private void Link(WrittenTable table, WrittenSubLayer subLayer)
    {
        if (_groupTails[table.Group] is { } tail)
        {
            Volatile.Write(ref RecordOf(tail)->Next, table.Place);
        }

        _groupTails[table.Group] = table;
        subLayer.Tables.Add(table);
        subLayer.Shapes.Add(table.Shape);
        subLayer.Groups |= 1UL << table.Group;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct TablePlaces
    {
        public int Group;
        public uint Record;
        public ulong[] Slots;
        public uint SlotCount;
        public uint SlotsPlace;
    }
}
