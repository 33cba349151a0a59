using System.Diagnostics;
using Weir.Bpf.Language;
using Weir.Linux;
using Weir.Testing;

namespace Weir.Bpf.Tests;

/// <summary>Objects found by id or pin, and gone after they are closed.</summary>
public sealed class ObjectTests
{
    [Fact]
    public void Loaded_objects_are_listed_until_they_are_closed()
    {
        uint programId;
        uint mapId;
        using (BpfMap map = TestPrograms.CreateCounter())
        using (BpfProgram program = BpfProgram.Load(TestPrograms.Returning(41)))
        {
            programId = program.GetInfo().Id;
            mapId = map.GetInfo().Id;
            Assert.Equal("return_41", BpfProgram.List().Single(info => info.Id == programId).Name);
            Assert.Equal("counter", BpfMap.List().Single(info => info.Id == mapId).Name);
            using BpfProgram again = BpfProgram.OpenById(programId);
            Assert.Equal("return_41", again.Name);
            Assert.Equal(41u, again.TestRun(new byte[64]).ReturnValue);
            using BpfMap sameMap = BpfMap.OpenById(mapId);
            sameMap.View<uint, ulong>()[0] = 5;
            Assert.Equal(5ul, map.View<uint, ulong>()[0]);
        }

        Eventually(() => BpfProgram.List().All(info => info.Id != programId));
        Eventually(() => BpfMap.List().All(info => info.Id != mapId));
    }

    [Fact]
    public void Type_objects_are_listed_with_the_kernels_own_among_them()
    {
        var types = new BtfBuilder();
        int word = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        using BpfMap map = BpfMap.Create(new MapSpec
        {
            Name = "typed",
            Type = MapType.Array,
            KeySize = 4,
            ValueSize = 4,
            MaxEntries = 1,
            Types = new MapBtf(types.Build(), word, word),
        });
        List<TypeObjectInfo> all = [.. TypeObjectInfo.List()];
        Assert.False(all.Single(info => info.Id == map.GetInfo().BtfId).IsKernel);
        Assert.Contains(all, info => info.IsKernel && info.Size > 1_000_000);
    }

    [Fact]
    public void A_pinned_link_keeps_its_program_attached()
    {
        using var pins = new BpfFileSystem();
        using var networkNamespace = NetworkNamespace.Create();
        string path = pins.PathOf("link");
        uint linkId = networkNamespace.Run(() =>
        {
            using BpfProgram program = BpfProgram.Load(TestPrograms.Netfilter(1));
            using BpfLink link = BpfLink.AttachNetfilter(program, NetfilterFamily.IPv4, NetfilterHook.LocalIn, 0);
            link.Pin(path);
            return link.GetInfo().Id;
        });
        Assert.Equal(LinkType.Netfilter, BpfLink.List().Single(info => info.Id == linkId).Type);
        using (BpfLink kept = BpfLink.OpenPinned(path))
            Assert.Equal(linkId, kept.GetInfo().Id);
        File.Delete(path);
        Eventually(() => BpfLink.List().All(info => info.Id != linkId));
    }

    [Fact]
    public void An_id_that_does_not_exist_is_told()
    {
        var error = Assert.Throws<BpfException>(() => BpfProgram.OpenById(uint.MaxValue - 1));
        Assert.Contains("program with id", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pins_keep_objects_and_open_as_what_they_are()
    {
        using var pins = new BpfFileSystem();
        string mapPath = pins.PathOf("map");
        string programPath = pins.PathOf("program");
        using (BpfMap map = TestPrograms.CreateCounter())
        using (BpfProgram program = BpfProgram.Load(TestPrograms.Returning(1)))
        {
            map.View<uint, ulong>()[0] = 123;
            map.Pin(mapPath);
            program.Pin(programPath);
            Assert.Contains("exists", Assert.Throws<BpfException>(() => map.Pin(mapPath)).Message, StringComparison.Ordinal);
        }

        using BpfMap kept = BpfMap.OpenPinned(mapPath);
        Assert.Equal(123ul, kept.View<uint, ulong>()[0]);
        using BpfProgram keptProgram = BpfProgram.OpenPinned(programPath);
        Assert.Equal(1u, keptProgram.TestRun(new byte[64]).ReturnValue);
        var wrongKind = Assert.Throws<BpfException>(() => BpfMap.OpenPinned(programPath));
        Assert.Contains("not a map", wrongKind.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pin_outside_of_a_bpf_file_system_is_refused()
    {
        using BpfMap map = TestPrograms.CreateCounter();
        var error = Assert.Throws<BpfException>(() => map.Pin("/tmp/weir-not-here"));
        Assert.Contains("bpf file system", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_load_leaves_nothing_behind()
    {
        using BpfMap map = TestPrograms.CreateCounter();
        ProgramSpec spec = TestPrograms.Counting(0, ProgramType.SchedulerClassifier) with { Name = "left_behind" };
        ProgramSpec broken = spec with { Instructions = spec.Instructions.SetItem(spec.Instructions.Length - 1, Instruction.Move(Register.R0, 0)) };
        Assert.Throws<VerifierException>(() => BpfProgram.Load(broken, TestPrograms.Maps(map)));
        Assert.DoesNotContain(BpfProgram.List(), info => info.Name == "left_behind");
    }

    // The kernel frees objects a moment after their last descriptor.
    private static void Eventually(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "still there after ten seconds");
            Thread.Sleep(20);
        }
    }
}
