using System.Text.RegularExpressions;
using Weir.Bpf.Language;
using static Weir.Bpf.Register;

namespace Weir.Bpf.Tests;

public sealed partial class DisassemblerTests
{
    private static readonly MemorySize[] Sizes = Enum.GetValues<MemorySize>();
    private static readonly OperandWidth[] Widths = Enum.GetValues<OperandWidth>();

    [Fact]
    public void Arithmetic_reads_as_in_the_kernels_log()
    {
        var assembler = new Assembler();
        foreach (OperandWidth width in Widths)
        {
            foreach (ArithmeticOperation operation in Enum.GetValues<ArithmeticOperation>())
            {
                assembler
                    .Move(R1, 100, width).Move(R2, -3, width)
                    .Arithmetic(operation, R1, R2, width)
                    .Arithmetic(operation, R1, 7, width);
            }

            assembler
                .Negate(R1, width)
                .Move(R3, R2, width)
                .MoveSignExtended(R3, R2, 8, width)
                .MoveSignExtended(R3, R2, 16, width);
        }

        assembler.MoveSignExtended(R3, R2, 32).Move(R4, int.MinValue).Arithmetic(ArithmeticOperation.And, R4, -1);
        foreach (int bits in (int[])[16, 32, 64])
            assembler.ToBigEndian(R1, bits).ToLittleEndian(R1, bits).ByteSwap(R1, bits);

        AssertKernelAgrees(assembler.Move(R0, 0).Exit());
    }

    [Fact]
    public void Memory_accesses_read_as_in_the_kernels_log()
    {
        var assembler = new Assembler().Move(R6, R1);
        foreach (MemorySize size in Sizes)
        {
            assembler
                .Move(R2, 5)
                .Store(size, R10, -8, R2)
                .Store(size, R10, -8, -5)
                .Load(size, R3, R10, -8);
            if (size != MemorySize.DoubleWord)
                assembler.LoadSignExtended(size, R3, R10, -8).Emit(Instruction.LoadPacket(size, 12)).Move(R7, 3).Emit(Instruction.LoadPacket(size, R7, 4));
        }

        AssertKernelAgrees(assembler.Load(MemorySize.Word, R0, R6).Move(R0, 0).Exit());
    }

    [Fact]
    public void Atomic_operations_read_as_in_the_kernels_log()
    {
        var assembler = new Assembler();
        foreach (AtomicOperation operation in Enum.GetValues<AtomicOperation>())
        {
            bool anySize = operation is AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease;
            foreach (MemorySize size in anySize ? Sizes : [MemorySize.Word, MemorySize.DoubleWord])
            {
                assembler
                    .Store(MemorySize.DoubleWord, R10, -8, 0)
                    .Move(R2, 5).Move(R0, 0)
                    .Atomic(operation, size, R10, -8, R2);
            }
        }

        AssertKernelAgrees(assembler.Move(R0, 0).Exit());
    }

    [Fact]
    public void Jumps_read_as_in_the_kernels_log()
    {
        var assembler = new Assembler();
        int label = 0;
        foreach (OperandWidth width in Widths)
        {
            foreach (JumpCondition condition in Enum.GetValues<JumpCondition>())
            {
                string next = $"L{label++}";
                string last = $"L{label++}";
                // Fresh unknown values each time, so that the verifier has to follow both ways.
                assembler
                    .CallHelper(HelperFunction.bpf_ktime_get_ns).Move(R6, R0)
                    .CallHelper(HelperFunction.bpf_ktime_get_ns)
                    .JumpIf(condition, R0, -7, next, width).Move(R7, 1).Label(next)
                    .JumpIf(condition, R6, R0, last, width).Move(R7, 1).Label(last);
            }
        }

        assembler.Jump("on").Label("on").Emit(Instruction.JumpLong(0));
        assembler.Label("loop").MayGoto("end").Jump("loop").Label("end");
        AssertKernelAgrees(assembler.Move(R0, 0).Exit());
    }

    [Fact]
    public void Calls_and_wide_loads_read_as_in_the_kernels_log()
    {
        int kernelFunction = Btf.Kernel.FindKernelFunction("bpf_rcu_read_lock").Id;
        int unlock = Btf.Kernel.FindKernelFunction("bpf_rcu_read_unlock").Id;
        Assembler assembler = new Assembler()
            .LoadImmediate64(R6, 0x1122334455667788)
            .LoadImmediate64(R6, -1)
            .CallHelper(HelperFunction.bpf_ktime_get_ns)
            .CallHelper(HelperFunction.bpf_get_smp_processor_id)
            .CallKernelFunction(kernelFunction)
            .CallKernelFunction(unlock)
            .CallFunction("callee")
            .Move(R0, 0)
            .Exit()
            .Label("callee")
            .Move(R0, 1)
            .Exit();

        AssertKernelAgrees(assembler);
    }

    [Fact]
    public void Map_loads_name_their_map()
    {
        AssembledProgram program = new Assembler().LoadMap(R1, "Events").LoadMapValue(R2, "Counters", 8).Exit().Assemble();
        var spec = new ProgramSpec
        {
            Name = "maps",
            Type = ProgramType.SocketFilter,
            License = "GPL",
            Instructions = program.Instructions,
            MapReferences = program.MapReferences,
        };

        Assert.Equal(
            """
            0: (18) r1 = map[Events]
            2: (18) r2 = map[Counters][0]+8
            4: (95) exit

            """,
            Disassembler.Disassemble(spec));
        Assert.Equal("r1 = map[fd:4]", Instruction.LoadMap(R1, 4).First.ToString());
    }

    [Fact]
    public void Source_lines_stand_above_their_instructions()
    {
        var types = new BtfBuilder();
        AssembledProgram program = new Assembler()
            .SourceLine("/src/Filter.cs", 10, 5, "uint x = 1;").Move(R6, 1).Move(R7, R6)
            .SourceLine("/src/Filter.cs", 11, 5, "return 0;").Move(R0, 0).Exit()
            .Assemble();
        LineInfo[] lines = [.. program.Lines.Select(types.AddLine)];
        var spec = new ProgramSpec
        {
            Name = "lines",
            Type = ProgramType.SocketFilter,
            License = "GPL",
            Instructions = program.Instructions,
            Debug = new ProgramBtf(types.Build(), [], [.. lines]),
        };

        Assert.Equal(
            """
            ; uint x = 1; @ Filter.cs:10
            0: (b7) r6 = 1
            1: (bf) r7 = r6
            ; return 0; @ Filter.cs:11
            2: (b7) r0 = 0
            3: (95) exit

            """,
            Disassembler.Disassemble(spec));
    }

    [Fact]
    public void A_listing_has_slots_maps_statements_and_functions()
    {
        var types = new BtfBuilder();
        int function = types.AddFunction("main", types.AddFunctionPrototype(types.AddInteger("int", 4, BtfIntegerEncoding.Signed), []), BtfLinkage.Global);
        AssembledProgram program = new Assembler()
            .SourceLine("/src/Filter.cs", 10, 5, "Map.Lookup(0);").LoadMap(R1, "Events").Move(R6, 1)
            .SourceLine("/src/Filter.cs", 11, 5, "return 0;").Move(R0, 0).Exit()
            .Assemble();
        LineInfo[] lines = [.. program.Lines.Select(types.AddLine)];
        var spec = new ProgramSpec
        {
            Name = "listing",
            Type = ProgramType.SocketFilter,
            License = "GPL",
            Instructions = program.Instructions,
            MapReferences = program.MapReferences,
            Debug = new ProgramBtf(types.Build(), [new FunctionInfo(0, function)], [.. lines]),
        };

        Assert.Equal(
            [(0, "r1 = map[Events]", "main", 10), (2, "r6 = 1", null, 10), (3, "r0 = 0", null, 11), (4, "exit", null, 11)],
            Disassembler.List(spec).Select(listed => (listed.Index, listed.Text, listed.Function, listed.Source!.Line)));
    }

    [Fact]
    public void No_slot_whatever_its_bits_breaks_the_disassembler()
    {
        for (int opcode = 0; opcode < 256; opcode++)
        {
            Assert.NotEqual("", new Instruction((byte)opcode, (Register)15, (Register)15, short.MinValue, int.MinValue).ToString());
            Assert.NotEqual("", new Instruction((byte)opcode, R0, R0, 0, 0).ToString());
        }
    }

    private static void AssertKernelAgrees(Assembler assembler)
    {
        AssembledProgram program = assembler.Assemble();
        (bool accepted, string log) = KernelProbe.Load(new ProgramSpec
        {
            Name = "disassembler",
            Type = ProgramType.SchedulerClassifier,
            License = "GPL",
            Instructions = program.Instructions,
        });
        Assert.True(accepted, log);

        var kernel = new Dictionary<int, string>();
        foreach (Match match in KernelLine().Matches(log))
            kernel[int.Parse(match.Groups["at"].ValueSpan)] = match.Groups["text"].Value;

        var options = new DisassemblyOptions { KernelFunctionName = id => Btf.Kernel[id].Name };
        string[] ours = Disassembler.Disassemble(program.Instructions, options).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in ours)
        {
            Match match = OurLine().Match(line);
            int at = int.Parse(match.Groups["at"].ValueSpan);
            Assert.True(kernel.Remove(at, out string? text), $"the kernel's log does not show slot {at}: {line}\n{log}");
            Assert.Equal(text, match.Groups["text"].Value);
        }

        Assert.Empty(kernel);
    }

    // "4: (2d) if r2 > r0 goto pc+7          ; R0=... R2=..."
    [GeneratedRegex(@"^(?<at>\d+): (?<text>\([0-9a-f]{2}\) .*?)(\s+;.*)?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex KernelLine();

    [GeneratedRegex(@"^(?<at>\d+): (?<text>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex OurLine();
}
