using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Bpf.Tests;

/// <summary>Small programs written in assembly, for tests of what is done with programs.</summary>
internal static class TestPrograms
{
    /// <summary>A program that returns a number.</summary>
    public static ProgramSpec Returning(int value, ProgramType type = ProgramType.SchedulerClassifier, AttachType? attachType = null) =>
        Create(type, attachType, $"return_{value}", program => program.Move(Register.R0, value).Exit());

    /// <summary>A netfilter program that gives a verdict.</summary>
    public static ProgramSpec Netfilter(int verdict) => Returning(verdict, ProgramType.Netfilter, AttachType.Netfilter);

    /// <summary>A program that adds one to the first 64-bit value of a mappable array "counter" and returns a number.</summary>
    public static ProgramSpec Counting(int value, ProgramType type, AttachType? attachType = null) =>
        Create(type, attachType, "counting", program => program
            .LoadMapValue(Register.R1, "counter")
            .Move(Register.R2, 1)
            .Atomic(AtomicOperation.Add, MemorySize.DoubleWord, Register.R1, 0, Register.R2)
            .Move(Register.R0, value)
            .Exit());

    /// <summary>A program that tail-calls slot 0 of "programs" and returns a number when the slot is empty.</summary>
    public static ProgramSpec TailCalling(int otherwise, ProgramType type, AttachType? attachType = null) =>
        Create(type, attachType, "tail_calling", program => program
            .LoadMap(Register.R2, "programs")
            .Move(Register.R3, 0)
            .CallHelper(HelperFunction.bpf_tail_call)
            .Move(Register.R0, otherwise)
            .Exit());

    /// <summary>A program that writes the first 64-bit value of the array "counter", after adding one to it, as a record of the ring buffer "events".</summary>
    public static ProgramSpec Recording(uint wakeUpFlags = 0) =>
        Create(ProgramType.SchedulerClassifier, null, "recording", program => program
            .LoadMapValue(Register.R6, "counter")
            .Load(MemorySize.DoubleWord, Register.R7, Register.R6)
            .Add(Register.R7, 1)
            .Store(MemorySize.DoubleWord, Register.R6, 0, Register.R7)
            .LoadMap(Register.R1, "events")
            .Move(Register.R2, Register.R6)
            .Move(Register.R3, sizeof(ulong))
            .Move(Register.R4, (int)wakeUpFlags)
            .CallHelper(HelperFunction.bpf_ringbuf_output)
            .Exit());

    /// <summary>A program that reserves a record in the ring buffer "events" and discards it.</summary>
    public static ProgramSpec Discarding() =>
        Create(ProgramType.SchedulerClassifier, null, "discarding", program => program
            .LoadMap(Register.R1, "events")
            .Move(Register.R2, 24)
            .Move(Register.R3, 0)
            .CallHelper(HelperFunction.bpf_ringbuf_reserve)
            .JumpIf(JumpCondition.Equal, Register.R0, 0, "full")
            .Move(Register.R1, Register.R0)
            .Move(Register.R2, 0)
            .CallHelper(HelperFunction.bpf_ringbuf_discard)
            .Label("full")
            .Move(Register.R0, 0)
            .Exit());

    /// <summary>A mappable array of one 64-bit value.</summary>
    public static BpfMap CreateCounter() => BpfMap.Create(new MapSpec
    {
        Name = "counter",
        Type = MapType.Array,
        KeySize = sizeof(uint),
        ValueSize = sizeof(ulong),
        MaxEntries = 1,
        Flags = MapFlags.MemoryMappable,
    });

    /// <summary>An array for one program.</summary>
    public static BpfMap CreateProgramArray() => BpfMap.Create(new MapSpec
    {
        Name = "programs",
        Type = MapType.ProgramArray,
        KeySize = sizeof(uint),
        ValueSize = sizeof(uint),
        MaxEntries = 1,
    });

    /// <summary>The maps of a program, by their names.</summary>
    public static ImmutableDictionary<string, BpfMap> Maps(params BpfMap[] maps) => maps.ToImmutableDictionary(map => map.Name);

    private static ProgramSpec Create(ProgramType type, AttachType? attachType, string name, Action<Assembler> write)
    {
        var assembler = new Assembler();
        write(assembler);
        AssembledProgram program = assembler.Assemble();
        return new ProgramSpec
        {
            Name = name,
            Type = type,
            ExpectedAttachType = attachType,
            License = "GPL",
            Instructions = program.Instructions,
            MapReferences = program.MapReferences,
        };
    }
}
