namespace Weir.Engine;

internal sealed unsafe partial class ImageWriter<TFamily>
{
    /// <summary>Chains of a table that may be moved to other slots within a commit; with more of them it should be done in time.</summary>
    private const int MostChainsToMove = 1 << 13;

    public override bool TryAdd(WrittenSubLayer subLayer, in DraftEntry draft, in ImageFilter record, int tableLimit)
    {
        // As when an image is laid out, the first few entries are a chain without a table.
        if (subLayer.Tables.Count == 0 && !TryAddTable(subLayer, shape: default))
        {
            return false;
        }

        var key = draft.ToKey();
        var chosen = -1;
        var shortest = int.MaxValue;
        for (var i = 0; i < subLayer.Tables.Count; i++)
        {
            var candidate = subLayer.Tables[i];
            if (!candidate.Shape.Takes(in draft))
            {
                continue;
            }

            var slot = FindSlot(candidate, TagOf(candidate, in draft, &key));
            var length = (uint)*slot == 0 ? 0 : LengthOf(Image, FirstOf(*slot));
            if (length < shortest)
            {
                (chosen, shortest) = (i, length);
                if (length < TableBuilder<TFamily>.ChainLimit)
                {
                    break;
                }
            }
        }

        if (shortest >= TableBuilder<TFamily>.ChainLimit
            && TableShape.ForNewTable(in draft, subLayer.Shapes, tableLimit, _addressBits) is { } better)
        {
            chosen = subLayer.Tables.Count;
            if (!TryAddTable(subLayer, better))
            {
                return false;
            }
        }

        // A reader of the next version must find the table and its group before it can miss the entry.
        var table = subLayer.Tables[chosen];
        for (var i = 0; i <= chosen; i++)
        {
            var earlier = RecordOf(subLayer.Tables[i]);
            if (earlier->BestOrder > draft.Order)
            {
                earlier->BestOrder = draft.Order;
            }
        }

        ImageBitmaps<TFamily>.Mark(Image, in draft, table.Group);
        EntryCount++;
        return TryWriteChain(table, TagOf(table, in draft, &key), in draft, record with { Born = NextVersion, Died = ImageFilter.Never });
    }

    public override void Remove(WrittenSubLayer subLayer, ReadOnlySpan<DraftEntry> drafts, ulong filterId)
    {
        var left = drafts.Length;
        foreach (ref readonly var draft in drafts)
        {
            var key = draft.ToKey();
            foreach (var table in subLayer.Tables)
            {
                if (left == 0)
                {
                    return;
                }

                if (!table.Shape.Takes(in draft))
                {
                    continue;
                }

                var tag = TagOf(table, in draft, &key);
                var slot = FindSlot(table, tag);
                if ((uint)*slot != 0 && RemoveFromChain(FirstOf(*slot), filterId) is var found and > 0)
                {
                    left -= found;
                    _dead.Enqueue((Period, table, tag));
                }
            }
        }

        if (left != 0)
        {
            throw new InvalidOperationException(
                $"Weir has a bug: {left} of {drafts.Length} entries of filter {filterId} are not in the policy image. Please report it.");
        }
    }

    protected override bool TakeOutDead(long period)
    {
        while (_dead.TryPeek(out var dead) && dead.Period <= period)
        {
            var slot = FindSlot(dead.Table, dead.Tag);
            if ((uint)*slot != 0 && HasDeadEntry(FirstOf(*slot)) && !TryWriteChain(dead.Table, dead.Tag, in DraftEntry.None, default))
            {
                return false;
            }

            _dead.Dequeue();
        }

        return true;
    }

    private static uint FirstOf(ulong slot) => (uint)(slot >> 32) << ImageWalk.PlaceShift;

    private int RemoveFromChain(uint first, ulong filterId)
    {
        var found = 0;
        for (var i = 0; ; i++)
        {
            var record = RecordAt(Image, first, i);
            var entry = EntryAt(Image, first, i);
            var marks = TFamily.MarksOf(entry);
            if (record->FilterId == filterId && record->Died == ImageFilter.Never)
            {
                // The date before the mark that makes readers look at it.
                Volatile.Write(ref record->Died, NextVersion);
                TFamily.SetMarks(entry, (byte)((marks & ~ImageKeyFields.All) | ImageKeyFields.AsksRecord));
                found++;
            }

            if ((marks & ImageKeyFields.IsLast) != 0)
            {
                return found;
            }
        }
    }

    private bool HasDeadEntry(uint first)
    {
        for (var i = 0; ; i++)
        {
            if (RecordAt(Image, first, i)->Died <= SettledVersion)
            {
                return true;
            }

            if ((TFamily.MarksOf(EntryAt(Image, first, i)) & ImageKeyFields.IsLast) != 0)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Writes the chain of a tag anew, without the entries that nobody can see any more and with one more, and puts it in the place of
    /// the old one by one store.
    /// </summary>
    private bool TryWriteChain(WrittenTable table, uint tag, in DraftEntry more, in ImageFilter moreRecord)
    {
        var isMore = more.Order != DraftEntry.None.Order;
        var slot = FindSlot(table, tag);
        var old = (uint)*slot == 0 ? 0 : FirstOf(*slot);
        var oldLength = old == 0 ? 0 : LengthOf(Image, old);
        var length = isMore ? 1 : 0;
        for (var i = 0; i < oldLength; i++)
        {
            length += RecordAt(Image, old, i)->Died > SettledVersion ? 1 : 0;
        }

        EntryCount -= oldLength + (isMore ? 1 : 0) - length;
        if (length == 0)
        {
            FreeSlot(table, slot);
        }
        else
        {
            if (!Space.TryAllocate(ChainSize(length), out var place))
            {
                return false;
            }

            var first = place + RecordsSize(length);
            var next = 0;
            for (var i = 0; i < oldLength; i++)
            {
                var record = RecordAt(Image, old, i);
                if (record->Died <= SettledVersion)
                {
                    continue;
                }

                var entry = EntryAt(Image, old, i);
                if (isMore && TFamily.OrderOf(entry) > more.Order)
                {
                    isMore = false;
                    WriteEntry(first, next++, in more, moreRecord);
                }

                var isSettled = record->Born <= SettledVersion && record->Died == ImageFilter.Never && record->Tests == 0;
                Buffer.MemoryCopy(entry, EntryAt(Image, first, next), 1 << TFamily.EntryShift, 1 << TFamily.EntryShift);
                *RecordAt(Image, first, next) = *record;
                TFamily.SetMarks(EntryAt(Image, first, next++), isSettled ? (byte)0 : ImageKeyFields.AsksRecord);
            }

            if (isMore)
            {
                WriteEntry(first, next++, in more, moreRecord);
            }

            var last = EntryAt(Image, first, length - 1);
            TFamily.SetMarks(last, (byte)((TFamily.MarksOf(last) & ~ImageKeyFields.All) | ImageKeyFields.IsLast));
            if (old == 0 && !TryTakeSlot(table, tag, ref slot))
            {
                return false;
            }

            Volatile.Write(ref *slot, tag | ((ulong)(first >> ImageWalk.PlaceShift) << 32));
        }

        if (old != 0)
        {
            Retire(old - RecordsSize(oldLength), ChainSize(oldLength));
        }

        return true;
    }

    private void WriteEntry(uint first, int index, in DraftEntry draft, in ImageFilter record)
    {
        TFamily.Write(EntryAt(Image, first, index), in draft, ImageKeyFields.AsksRecord);
        *RecordAt(Image, first, index) = record;
    }

    /// <summary>The slot of a tag; when it has none, one that it can take, whose lower half is 0.</summary>
    private ulong* FindSlot(WrittenTable table, uint tag)
    {
        var slots = RecordOf(table)->Slots;
        var slot = (ulong*)(Image + (uint)slots) + ((tag * (slots >> 32)) >> 32);
        ulong* free = null;
        while (*slot != 0 && (uint)*slot != tag)
        {
            if ((uint)*slot == 0 && free == null)
            {
                free = slot;
            }

            slot++;
        }

        return *slot == 0 && free != null ? free : slot;
    }

    /// <summary>Makes sure that a new chain can have a slot, by moving the table to more of them if need be.</summary>
    private bool TryTakeSlot(WrittenTable table, uint tag, ref ulong* slot)
    {
        table.ChainCount++;
        if (*slot != 0)
        {
            return true;
        }

        var slots = RecordOf(table)->Slots;
        var choice = (long)(slots >> 32);
        IsCrowded |= table.ChainCount > MostChainsToMove && table.UsedSlots * 10 > choice * 7;
        var limit = table.ChainCount > MostChainsToMove ? choice * 9 / 10 : choice * 3 / 4;
        if (table.UsedSlots + 1 > limit || slot == (ulong*)(Image + (uint)slots) + table.SlotLength - 1)
        {
            if (!TryMoveSlots(table))
            {
                return false;
            }

            slot = FindSlot(table, tag);
        }

        table.UsedSlots++;
        return true;
    }

    private void FreeSlot(WrittenTable table, ulong* slot)
    {
        table.ChainCount--;
        if (slot[1] == 0)
        {
            table.UsedSlots--;
            Volatile.Write(ref *slot, 0);
        }
        else
        {
            // Others have been put behind it because it was taken: searches must go on here.
            Volatile.Write(ref *slot, 1UL << 32);
        }
    }

    private bool TryMoveSlots(WrittenTable table)
    {
        var old = RecordOf(table)->Slots;
        var choice = SlotCountFor(table.ChainCount);
        for (var further = 16u; ; further *= 2)
        {
            var length = (int)(choice + further);
            if (!Space.TryAllocate((long)length * SlotSize, out var place))
            {
                return false;
            }

            var slots = (ulong*)(Image + place);
            new Span<ulong>(slots, length).Clear();
            if (!TryCopySlots((ulong*)(Image + (uint)old), table.SlotLength, slots, length, choice))
            {
                Space.Free(place, (long)length * SlotSize);
                continue;
            }

            Volatile.Write(ref RecordOf(table)->Slots, place | ((ulong)choice << 32));
            Retire((uint)old, (long)table.SlotLength * SlotSize);
            table.SlotLength = length;
            table.UsedSlots = table.ChainCount - 1;
            return true;
        }
    }

    private static bool TryCopySlots(ulong* from, int fromLength, ulong* to, int toLength, uint choice)
    {
        for (var i = 0; i < fromLength; i++)
        {
            if ((uint)from[i] == 0)
            {
                continue;
            }

            var slot = (int)(((uint)from[i] * (ulong)choice) >> 32);
            while (to[slot] != 0)
            {
                slot++;
            }

            // The last one stays free, and one before it for the chain that is waiting.
            if (slot >= toLength - 2)
            {
                return false;
            }

            to[slot] = from[i];
        }

        return true;
    }

    private bool TryAddTable(WrittenSubLayer subLayer, TableShape shape)
    {
        var header = (ImageHeader*)Image;
        const int slotLength = ImageSpace.Unit / SlotSize;
        int group;
        uint place;
        if (_groupCount < header->TableCapacity)
        {
            group = _groupCount++;
            place = header->Tables + ImageWalk.PlaceOf(1UL << group);
        }
        else
        {
            // Behind the sublayer's other tables, so that it is searched after them.
            group = subLayer.Tables.Count == 0 ? _groupCount - 1 : subLayer.Tables[^1].Group;
            if (!Space.TryAllocate(sizeof(ImageTable), out place))
            {
                return false;
            }
        }

        if (!Space.TryAllocate(ImageSpace.Unit, out var slots))
        {
            return false;
        }

        new Span<ulong>(Image + slots, slotLength).Clear();
        var table = new WrittenTable(shape, group, place) { SlotLength = slotLength };
        *RecordOf(table) = shape.ToTable(subLayer.Number, _addressBits) with { Slots = slots | ((slotLength - 2UL) << 32) };
        Link(table, subLayer);
        if (subLayer.Index >= 0)
        {
            Volatile.Write(ref RecordOf(subLayer)->Groups, subLayer.Groups);
        }

        return true;
    }
}
