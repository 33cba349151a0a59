using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux;

/// <summary>The kernel's maps of one callout, found by the fields that its class declares them in.</summary>
internal sealed class KernelCalloutMaps(
    string callout, ImmutableArray<MapDeclaration> declarations, IReadOnlyDictionary<string, CalloutMap> maps) : ICalloutMaps, IDisposable
{
    private readonly CancellationTokenSource _end = new();

    public int Consume<TRecord>(RingBufferMap ring, Action<TRecord> deliver, TimeSpan wait = default, CancellationToken cancellation = default)
        where TRecord : unmanaged
    {
        ArgumentNullException.ThrowIfNull(deliver);
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
        CalloutMap map = maps[Declaration(ring).Key];
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        try
        {
            return map.Consume(Deliver, wait, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The callout was unregistered.
            return 0;
        }

        void Deliver(ReadOnlySpan<byte> record)
        {
            if (record.Length != Unsafe.SizeOf<TRecord>())
            {
                throw new ArgumentException(
                    $"A record of {record.Length} bytes is in the ring; {typeof(TRecord).Name} has {Unsafe.SizeOf<TRecord>()}. Read it as the type that Classify writes.");
            }

            deliver(MemoryMarshal.Read<TRecord>(record));
        }
    }

    public TValue Read<TValue>(ArrayMap<TValue> map, uint index)
        where TValue : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Require(map).MaxEntries);
        return Find(map).View<uint, TValue>()[index];
    }

    public void Write<TValue>(ArrayMap<TValue> map, uint index, TValue value)
        where TValue : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Require(map).MaxEntries);
        MapView<uint, TValue> view = Find(map).View<uint, TValue>();
        view[index] = value;
    }

    public bool TryRead<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key, out TValue value)
        where TKey : unmanaged
        where TValue : unmanaged => Find(map).View<TKey, TValue>().TryLookup(key, out value);

    public void Write<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key, TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        const int tooBig = 7;
        MapView<TKey, TValue> view = Find(map).View<TKey, TValue>();
        try
        {
            view[key] = value;
        }
        catch (BpfException exception) when (exception.Errno == tooBig)
        {
            throw new InvalidOperationException($"The map holds its {map.MaxEntries} entries; declare it larger or remove some.", exception);
        }
    }

    public bool Remove<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key)
        where TKey : unmanaged
        where TValue : unmanaged => Find(map).View<TKey, TValue>().Delete(key);

    public IReadOnlyList<KeyValuePair<TKey, TValue>> Entries<TKey, TValue>(KeyedMap<TKey, TValue> map)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        MapView<TKey, TValue> view = Find(map).View<TKey, TValue>();
        List<KeyValuePair<TKey, TValue>> entries = [];
        foreach (TKey key in view.Keys())
        {
            if (view.TryLookup(key, out TValue value))
            {
                entries.Add(KeyValuePair.Create(key, value));
            }
        }

        return entries;
    }

    public IReadOnlyList<TValue> ReadPerProcessor<TValue>(PerCpuArrayMap<TValue> map, uint index)
        where TValue : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Require(map).MaxEntries);
        return ReadPerProcessor(Find(map).PerCpuView<uint, TValue>(), index);
    }

    public IReadOnlyList<TValue> ReadPerProcessor<TKey, TValue>(PerCpuHashMap<TKey, TValue> map, TKey key)
        where TKey : unmanaged
        where TValue : unmanaged => ReadPerProcessor(Find(map).PerCpuView<TKey, TValue>(), key);

    /// <summary>Ends the waiting for records; whoever reads goes on to the end of what is there.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private static TValue[] ReadPerProcessor<TKey, TValue>(PerCpuMapView<TKey, TValue> view, TKey key)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        TValue[] values = new TValue[view.ProcessorCount];
        return view.TryLookup(key, values) ? values : [];
    }

    private BpfMap Find(Map map) => maps[Declaration(map).Key].Map;

    private Map Require(Map map) => Declaration(map).Map;

    private MapDeclaration Declaration(Map map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return declarations.FirstOrDefault(declaration => declaration.Map == map)
            ?? throw new ArgumentException(
                $"Classify of {callout} does not use this map. Pass a static readonly field that it uses: {string.Join(", ", declarations.Select(declaration => declaration.Field.Name))}.");
    }
}
