namespace Weir.Engine;

/// <summary>
/// Changes a policy image while others read it: everything is written beside what is in force, and one store of the version puts it in
/// force. What was replaced is kept until a grace period is over. One thread at a time.
/// </summary>
internal abstract unsafe class ImageWriter
{
    private readonly Queue<(long Period, uint Place, long Bytes)> _retired = [];
    private readonly Queue<(long Period, uint Number)> _removedFilters = [];
    private readonly Queue<(long Period, uint Version)> _periods = [];
    private long _period = 1;
    private long _retiredBytes;
    private uint _directory;
    private long _directoryBytes;

    protected ImageWriter(ImageMemory memory, ImageSpace space)
    {
        Memory = memory;
        Space = space;
    }

    /// <summary>The memory of the image.</summary>
    public ImageMemory Memory { get; }

    /// <summary>Who gives out its places.</summary>
    public ImageSpace Space { get; }

    /// <summary>The version in force.</summary>
    public uint Version { get; private set; }

    /// <summary>Bytes that wait for a grace period.</summary>
    public long RetiredBytes => _retiredBytes;

    /// <summary>True when something waits for a grace period.</summary>
    public bool IsWaiting => WaitingCount != 0;

    /// <summary>Number of things that wait for a grace period.</summary>
    public int WaitingCount => _retired.Count + _removedFilters.Count + DeadCount;

    /// <summary>Number of entries, those included that are in no version any more and have not been taken out.</summary>
    public int EntryCount { get; protected set; }

    /// <summary>True when a table is so full that it should be written anew before it must be.</summary>
    public bool IsCrowded { get; protected set; }

    /// <summary>The version that comes next.</summary>
    protected uint NextVersion => Version + 1;

    /// <summary>All readers have this version or a later one.</summary>
    protected uint SettledVersion { get; private set; }

    protected byte* Image => Memory.Pointer;

    protected abstract int DeadCount { get; }

    /// <summary>Adds an entry, to be in force from the next version on.</summary>
    /// <returns>False when there is no room: the image must not be changed any further.</returns>
    public abstract bool TryAdd(WrittenSubLayer subLayer, in DraftEntry draft, in ImageFilter record, int tableLimit);

    /// <summary>Ends the entries of a filter with the next version.</summary>
    /// <param name="subLayer">Its sublayer.</param>
    /// <param name="drafts">Its entries.</param>
    /// <param name="filterId">The filter.</param>
    public abstract void Remove(WrittenSubLayer subLayer, ReadOnlySpan<DraftEntry> drafts, ulong filterId);

    /// <summary>Makes the directory of the next version.</summary>
    /// <param name="subLayers">Its sublayers in the order of evaluation.</param>
    /// <returns>False when there is no room.</returns>
    public bool TrySetDirectory(IReadOnlyList<WrittenSubLayer> subLayers)
    {
        var bytes = sizeof(ImageDirectory) + ((long)subLayers.Count * sizeof(ImageSubLayer));
        if (!Space.TryAllocate(bytes, out var place))
        {
            return false;
        }

        if (_directory != 0)
        {
            Retire(_directory, _directoryBytes);
        }

        (_directory, _directoryBytes) = (place, bytes);
        *(ImageDirectory*)(Image + place) = new ImageDirectory { Count = (ulong)subLayers.Count };
        for (var i = 0; i < subLayers.Count; i++)
        {
            subLayers[i].Index = i;
            *RecordOf(subLayers[i]) = new ImageSubLayer { Groups = subLayers[i].Groups, Number = subLayers[i].Number };
        }

        return true;
    }

    /// <summary>Puts the next version in force.</summary>
    public void Publish()
    {
        Version++;
        Volatile.Write(ref ((ImageHeader*)Image)->Version, Version | ((ulong)_directory << 32));
    }

    /// <summary>The number of a filter is not used from the next version on.</summary>
    public void RetireFilter(uint number) => _removedFilters.Enqueue((_period, number));

    /// <summary>Ends a period: what is retired later does not wait for the grace period that begins now.</summary>
    /// <returns>The period, for <see cref="EndGracePeriod"/>.</returns>
    public long BeginGracePeriod()
    {
        _periods.Enqueue((_period, Version));
        return _period++;
    }

    /// <summary>Nobody reads any more who did so when the grace period began: frees what was retired before.</summary>
    /// <param name="period">What <see cref="BeginGracePeriod"/> said.</param>
    /// <param name="freeFilter">Gets the numbers of filters that can be used again.</param>
    /// <returns>False when there was no room to take entries out of their chains: the image should be written anew.</returns>
    public bool EndGracePeriod(long period, Action<uint> freeFilter)
    {
        while (_periods.TryPeek(out var begun) && begun.Period <= period)
        {
            SettledVersion = begun.Version;
            _periods.Dequeue();
        }

        while (_retired.TryPeek(out var retired) && retired.Period <= period)
        {
            Space.Free(retired.Place, retired.Bytes);
            _retiredBytes -= retired.Bytes;
            _retired.Dequeue();
        }

        var hadRoom = TakeOutDead(period);
        while (_removedFilters.TryPeek(out var removed) && removed.Period <= period)
        {
            freeFilter(removed.Number);
            _removedFilters.Dequeue();
        }

        return hadRoom;
    }

    protected long Period => _period;

    /// <summary>Takes the entries out of their chains that were ended in a period or before.</summary>
    protected abstract bool TakeOutDead(long period);

    /// <summary>The place is free when all who can have found it have ended.</summary>
    protected void Retire(uint place, long bytes)
    {
        _retired.Enqueue((_period, place, bytes));
        _retiredBytes += bytes;
    }

    /// <summary>The sublayer in the directory of the next version.</summary>
    protected ImageSubLayer* RecordOf(WrittenSubLayer subLayer) =>
        (ImageSubLayer*)(Image + _directory + sizeof(ImageDirectory) + (subLayer.Index * sizeof(ImageSubLayer)));
}
