using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// Gives each filter a record in the kernel: its counters, and what a callout gets of it. Records lie in chunks that are made when they
/// are needed. Safe for use by several threads at once.
/// </summary>
internal sealed unsafe partial class FilterRecords : IDisposable
{
    /// <summary>
    /// Nanoseconds that a burst must last for its limit to go by the count of timer ticks, which stands still for up to ten milliseconds (a tick
    /// with HZ=100): what the rate gives meanwhile must fit into the bucket.
    /// </summary>
    private const ulong ShortestCoarseBurst = 20_000_000;

    private readonly Lock _gate = new();
    private readonly BpfMap _map;
    private readonly MapSpec _chunkSpec;
    private readonly List<BpfMap> _chunks = [];
    private readonly List<MappedMemory> _memory = [];
    private readonly Dictionary<ulong, uint> _indexByFilter = [];
    private readonly Dictionary<ulong, uint> _limitByFilter = [];
    private readonly Stack<uint> _free = new();
    private readonly Queue<RetiredRecord> _retired = new();
    private readonly Dictionary<Guid, uint> _numberBySubLayer = [];
    private readonly List<Guid> _subLayers = [];
    private uint _next;

    /// <summary>Makes the first chunk.</summary>
    /// <param name="map">The map of chunks.</param>
    /// <param name="chunkSpec">What a chunk is made from.</param>
    public FilterRecords(BpfMap map, MapSpec chunkSpec)
    {
        _map = map;
        _chunkSpec = chunkSpec;
        try
        {
            AddChunk();
            Grace = new GracePeriods(map, _chunks[0]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Tells when no program uses what was taken from it.</summary>
    public GracePeriods Grace { get; } = null!;

    /// <summary>The number of a filter's record; 0 for a filter that has none any more, whose entries are in force nowhere.</summary>
    public uint IndexOf(ulong filterId)
    {
        lock (_gate)
        {
            return _indexByFilter.GetValueOrDefault(filterId);
        }
    }

    /// <summary>Makes a filter's record, before any image names it.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="action">Bits of <see cref="EntryAction"/>, when it calls a callout.</param>
    /// <exception cref="PolicyTooLargeException">There are records for all filters that there may be.</exception>
    public void Add(InstalledFilter filter, uint action)
    {
        lock (_gate)
        {
            uint index = TakeIndex();
            *RecordAt(index) = new FilterRecord
            {
                Filter = filter.ToCalloutFilter(),
                Action = action,
                SubLayer = NumberOf(filter.Spec.SubLayer),
                Limit = filter.Spec.Limit is { } limit ? AddLimit(filter.Id, limit) : 0,
            };
            _indexByFilter.Add(filter.Id, index);
        }
    }

    /// <summary>The key of the sublayer that a record's <see cref="FilterRecord.SubLayer"/> stands for.</summary>
    public Guid SubLayerAt(uint number)
    {
        lock (_gate)
        {
            return _subLayers[(int)number];
        }
    }

    public void SetAction(ulong filterId, uint action)
    {
        lock (_gate)
        {
            Volatile.Write(ref RecordAt(_indexByFilter[filterId])->Action, action);
        }
    }

    public void Dispose()
    {
        Grace?.Dispose();
        _memory.ForEach(memory => memory.Dispose());
        _chunks.ForEach(chunk => chunk.Dispose());
    }

    /// <summary>Numbers are never given anew, so that an event may be read after the sublayer has gone.</summary>
    private uint NumberOf(Guid subLayer)
    {
        if (!_numberBySubLayer.TryGetValue(subLayer, out uint number))
        {
            number = (uint)_subLayers.Count;
            _subLayers.Add(subLayer);
            _numberBySubLayer.Add(subLayer, number);
        }

        return number;
    }

    private uint AddLimit(ulong filterId, LimitSpec limit)
    {
        uint index = TakeIndex();
        LimitRate rate = LimitRate.Of(limit);
        *(LimitRecord*)RecordAt(index) = new LimitRecord { Rate = rate, NanosecondsPerTick = rate.Burst >= ShortestCoarseBurst ? KernelTick.Nanoseconds : 0 };
        _limitByFilter.Add(filterId, index);
        return index;
    }

    private FilterRecord* RecordAt(uint index) =>
        (FilterRecord*)_memory[(int)(index >> PacketMaps.ChunkShift)].Pointer + (index & (PacketMaps.ChunkLength - 1));

    private uint TakeIndex()
    {
        FreeRetired();
        if (_free.TryPop(out uint index))
        {
            return index;
        }

        if (_next >> PacketMaps.ChunkShift == _chunks.Count)
        {
            if (_chunks.Count == PacketMaps.ChunkCount)
            {
                throw new PolicyTooLargeException(
                    $"The policy has more than {PacketMaps.ChunkCount * PacketMaps.ChunkLength} filters, and the kernel has no room for more counters. Remove filters, or join several addresses or ports in one.");
            }

            AddChunk();
        }

        return _next++;
    }

    private void AddChunk()
    {
        BpfMap chunk = BpfMap.Create(_chunkSpec);
        _chunks.Add(chunk);
        MappedMemory memory = chunk.MapMemory();
        _memory.Add(memory);
        try
        {
            _map.Update((uint)(_chunks.Count - 1), chunk);
        }
        catch
        {
            _memory.Remove(memory);
            _chunks.Remove(chunk);
            memory.Dispose();
            chunk.Dispose();
            throw;
        }
    }
}
