using Weir.Bpf.Language;

namespace Weir.Bpf.Tests.Maps;

public sealed class MapTests
{
    [Theory]
    [InlineData(MapType.Hash, MapFlags.None)]
    [InlineData(MapType.LruHash, MapFlags.None)]
    [InlineData(MapType.Hash, MapFlags.NoPreallocation)]
    public void A_hash_map_holds_what_is_put_in(MapType type, MapFlags flags)
    {
        using BpfMap map = Create(type, 4, 8, 16, flags);
        MapView<uint, ulong> view = map.View<uint, ulong>();
        Assert.False(view.TryLookup(1, out _));
        view[1] = 10;
        view[2] = 20;
        Assert.Equal(10ul, view[1]);
        Assert.Equal(20ul, view[2]);
        Assert.Equal([1u, 2u], view.Keys().Order());
        Assert.True(view.Delete(1));
        Assert.False(view.Delete(1));
        Assert.Throws<KeyNotFoundException>(() => view[1]);
        Assert.Equal([2u], view.Keys());
    }

    [Fact]
    public void An_update_can_insist_on_the_key()
    {
        using BpfMap map = Create(MapType.Hash, 4, 4, 4);
        MapView<uint, uint> view = map.View<uint, uint>();
        Assert.False(view.TryUpdate(1, 1, UpdateMode.OnlyReplace));
        Assert.True(view.TryUpdate(1, 1, UpdateMode.OnlyInsert));
        Assert.False(view.TryUpdate(1, 2, UpdateMode.OnlyInsert));
        Assert.True(view.TryUpdate(1, 3, UpdateMode.OnlyReplace));
        Assert.Equal(3u, view[1]);
    }

    [Fact]
    public void A_full_map_and_an_index_beyond_the_end_are_told()
    {
        using BpfMap hash = Create(MapType.Hash, 4, 4, 2);
        MapView<uint, uint> view = hash.View<uint, uint>();
        view[1] = view[2] = 0;
        Assert.Contains("full", Assert.Throws<BpfException>(() => view[3] = 0).Message, StringComparison.Ordinal);

        using BpfMap array = Create(MapType.Array, 4, 4, 2);
        MapView<uint, uint> items = array.View<uint, uint>();
        Assert.Contains("2 entries", Assert.Throws<BpfException>(() => items[2] = 0).Message, StringComparison.Ordinal);
        Assert.False(items.TryLookup(2, out _));
    }

    [Fact]
    public void A_longest_prefix_matches()
    {
        using BpfMap map = Create(MapType.LpmTrie, 8, 4, 16, MapFlags.NoPreallocation);
        MapView<Prefix, uint> view = map.View<Prefix, uint>();
        view[new Prefix(8, 10, 0, 0, 0)] = 1;
        view[new Prefix(24, 10, 1, 2, 0)] = 2;
        Assert.Equal(2u, view[new Prefix(32, 10, 1, 2, 3)]);
        Assert.Equal(1u, view[new Prefix(32, 10, 9, 9, 9)]);
        Assert.False(view.TryLookup(new Prefix(32, 11, 0, 0, 1), out _));
    }

    [Theory]
    [InlineData(MapType.PerCpuArray)]
    [InlineData(MapType.PerCpuHash)]
    public void A_per_CPU_map_holds_a_value_for_each_processor(MapType type)
    {
        using BpfMap map = Create(type, 4, 4, 4);
        PerCpuMapView<uint, uint> view = map.PerCpuView<uint, uint>();
        uint[] values = [.. Enumerable.Range(1, view.ProcessorCount).Select(i => (uint)i * 100)];
        view.Update(3, values);
        uint[] read = new uint[view.ProcessorCount];
        Assert.True(view.TryLookup(3, read));
        Assert.Equal(values, read);
        Assert.Throws<ArgumentException>(() => view.TryLookup(3, new uint[view.ProcessorCount + 1]));
        Assert.Throws<ArgumentException>(() => map.View<uint, uint>());
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3\n", 4)]
    [InlineData("0-3,8,10-11", 7)]
    public void Processor_lists_are_counted(string list, int count) => Assert.Equal(count, PossibleProcessors.Parse(list));

    [Theory]
    [InlineData(MapType.Array)]
    [InlineData(MapType.Hash)]
    public void Batches_write_and_read_everything(MapType type)
    {
        const int Count = 5000;
        using BpfMap map = Create(type, 4, 8, Count);
        MapView<uint, ulong> view = map.View<uint, ulong>();
        uint[] keys = [.. Enumerable.Range(0, Count).Select(i => (uint)i)];
        Assert.Equal(Count, view.UpdateBatch(keys, [.. keys.Select(key => key * 3ul)]));

        var cursor = new MapCursor();
        uint[] batchKeys = new uint[512];
        ulong[] batchValues = new ulong[512];
        Dictionary<uint, ulong> read = [];
        for (int count; (count = view.LookupBatch(cursor, batchKeys, batchValues)) > 0;)
        {
            for (int i = 0; i < count; i++)
                read.Add(batchKeys[i], batchValues[i]);
        }

        Assert.True(cursor.AtEnd);
        Assert.Equal(Count, read.Count);
        Assert.All(read, entry => Assert.Equal(entry.Key * 3ul, entry.Value));
    }

    [Fact]
    public void A_batch_of_unequal_lengths_is_refused()
    {
        using BpfMap map = Create(MapType.Array, 4, 8, 4);
        Assert.Throws<ArgumentException>(() => map.View<uint, ulong>().UpdateBatch([1, 2], [1]));
    }

    [Fact]
    public void Mapped_memory_is_the_values()
    {
        using BpfMap map = Create(MapType.Array, 4, 12, 1000, MapFlags.MemoryMappable);
        MappedMemory memory = map.MapMemory();
        Assert.Equal(16 * 1024, memory.Length);
        memory.Bytes[(16 * 999) + 4] = 77;
        byte[] value = new byte[12];
        Assert.True(map.TryLookup(BitConverter.GetBytes(999), value));
        Assert.Equal(77, value[4]);
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Bytes.Length);
    }

    [Fact]
    public void Memory_of_an_unmappable_map_is_refused()
    {
        using BpfMap map = Create(MapType.Array, 4, 8, 4);
        Assert.Contains("MemoryMappable", Assert.Throws<InvalidOperationException>(() => map.MapMemory()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_maps_takes_maps_like_its_template()
    {
        MapSpec inner = Spec(MapType.Array, 4, 8, 4, MapFlags.MemoryMappable);
        using BpfMap outer = BpfMap.Create(Spec(MapType.ArrayOfMaps, 4, 4, 2) with { Inner = inner });
        using BpfMap first = BpfMap.Create(inner);
        outer.Update(1, first);
        Assert.Equal(first.GetInfo().Id, outer.View<uint, uint>()[1]);

        using BpfMap other = BpfMap.Create(inner with { ValueSize = 16 });
        Assert.Contains("template", Assert.Throws<BpfException>(() => outer.Update(0, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_array_is_what_tail_calls_reach()
    {
        using BpfMap programs = TestPrograms.CreateProgramArray();
        using BpfProgram caller = BpfProgram.Load(
            TestPrograms.TailCalling(otherwise: 1, ProgramType.SchedulerClassifier), TestPrograms.Maps(programs));
        using BpfProgram called = BpfProgram.Load(TestPrograms.Returning(2));
        byte[] frame = new byte[64];
        Assert.Equal(1u, caller.TestRun(frame).ReturnValue);
        programs.Update(0, called);
        Assert.Equal(2u, caller.TestRun(frame).ReturnValue);
        Assert.True(programs.View<uint, uint>().Delete(0));
        Assert.Equal(1u, caller.TestRun(frame).ReturnValue);

        using BpfProgram different = BpfProgram.Load(TestPrograms.Returning(0, ProgramType.Xdp));
        Assert.Contains("same type", Assert.Throws<BpfException>(() => programs.Update(0, different)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Socket_storage_is_created_with_its_types()
    {
        var types = new BtfBuilder();
        int word = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        MapSpec spec = Spec(MapType.SocketStorage, 4, 4, 0, MapFlags.NoPreallocation) with
        {
            Types = new MapBtf(types.Build(), word, word),
        };
        using BpfMap map = BpfMap.Create(spec);
        Assert.NotEqual(0u, map.GetInfo().BtfId);
        Assert.Throws<BpfException>(() => BpfMap.Create(spec with { Types = null }));
    }

    [Fact]
    public void A_refused_map_tells_its_shape()
    {
        var error = Assert.Throws<BpfException>(() => Create(MapType.Array, 8, 8, 4));
        Assert.Contains("key 8 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(22, error.Errno);
    }

    [Fact]
    public void Types_and_spans_of_another_size_are_refused()
    {
        using BpfMap map = Create(MapType.Hash, 4, 8, 4);
        Assert.Throws<ArgumentException>(() => map.View<ushort, ulong>());
        Assert.Throws<ArgumentException>(() => map.View<uint, uint>());
        Assert.Throws<ArgumentException>(() => map.TryLookup(new byte[4], new byte[4]));
        Assert.Throws<ArgumentException>(() => map.TryLookup(new byte[3], new byte[8]));
    }

    [Fact]
    public void A_closed_map_cannot_be_used()
    {
        BpfMap map = Create(MapType.Hash, 4, 8, 4);
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => map.View<uint, ulong>()[1] = 1);
    }

    private static BpfMap Create(MapType type, uint keySize, uint valueSize, uint maxEntries, MapFlags flags = MapFlags.None) =>
        BpfMap.Create(Spec(type, keySize, valueSize, maxEntries, flags));

    private static MapSpec Spec(MapType type, uint keySize, uint valueSize, uint maxEntries, MapFlags flags = MapFlags.None) => new()
    {
        Name = "test",
        Type = type,
        KeySize = keySize,
        ValueSize = valueSize,
        MaxEntries = maxEntries,
        Flags = flags,
    };

    private readonly record struct Prefix(uint Length, byte A, byte B, byte C, byte D);
}
