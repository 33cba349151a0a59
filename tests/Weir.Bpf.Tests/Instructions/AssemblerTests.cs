using Weir.Bpf.Language;
using static Weir.Bpf.Register;

namespace Weir.Bpf.Tests;

public sealed class AssemblerTests
{
    [Fact]
    public void Labels_are_found_forwards_and_backwards()
    {
        AssembledProgram program = new Assembler()
            .Move(R0, 0)
            .Label("again")
            .Add(R0, 1)
            .JumpIf(JumpCondition.GreaterThan, R0, 9, "done")
            .Jump("again")
            .Label("done")
            .Exit()
            .Assemble();

        Assert.Equal(
            """
            0: (b7) r0 = 0
            1: (07) r0 += 1
            2: (25) if r0 > 0x9 goto pc+1
            3: (05) goto pc-3
            4: (95) exit

            """,
            Disassembler.Disassemble(program.Instructions));
        Assert.Equal((1, 4), (program.Labels["again"], program.Labels["done"]));
    }

    [Fact]
    public void Wide_loads_take_two_slots_and_note_their_map()
    {
        AssembledProgram program = new Assembler()
            .LoadMapValue(R1, "Counters", 16)
            .LoadMap(R2, "Events")
            .LoadImmediate64(R3, unchecked((long)0xfedcba9876543210))
            .Exit()
            .Assemble();

        Assert.Equal(7, program.Instructions.Length);
        Assert.Equal([new MapReference(0, "Counters", 16), new MapReference(2, "Events")], program.MapReferences);
        Assert.Equal("r3 = 0xfedcba9876543210", Disassembler.Format(program.Instructions[4], program.Instructions[5]));
    }

    [Fact]
    public void Functions_are_called_by_label()
    {
        AssembledProgram program = new Assembler()
            .CallFunction("callee")
            .LoadFunction(R2, "callee")
            .Exit()
            .Label("callee")
            .Move(R0, 1)
            .Exit()
            .Assemble();

        Assert.Equal(3, program.Instructions[0].Immediate);
        Assert.Equal(2, program.Instructions[1].Immediate);
    }

    [Fact]
    public void Source_lines_keep_their_place_and_the_last_one_wins()
    {
        AssembledProgram program = new Assembler()
            .SourceLine("A.cs", 1, 1, "{")
            .SourceLine("A.cs", 2, 5, "return 0;")
            .Move(R0, 0)
            .Exit()
            .SourceLine("A.cs", 3, 1, "}")
            .Assemble();

        Assert.Equal([new SourceLine(0, "A.cs", 2, 5, "return 0;")], program.Lines);
    }

    [Fact]
    public void A_label_that_is_never_placed_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new Assembler().Jump("nowhere").Assemble());

        Assert.Contains("'nowhere'", error.Message);
        Assert.Contains("goto", error.Message);
    }

    [Fact]
    public void A_label_placed_twice_is_refused()
    {
        Assembler assembler = new Assembler().Label("here").Exit();

        Assert.Contains("'here'", Assert.Throws<InvalidOperationException>(() => assembler.Label("here")).Message);
    }

    [Theory]
    [InlineData(32767, "goto pc+32767")]
    [InlineData(32768, "gotol pc+32768")]
    public void A_jump_that_does_not_reach_becomes_a_long_one(int distance, string text)
    {
        AssembledProgram program = Filled(new Assembler().Jump("far"), distance).Label("far").Exit().Assemble();

        Assert.Equal(text, program.Instructions[0].ToString());
        Assert.Equal(distance + 2, program.Instructions.Length);
    }

    [Fact]
    public void A_condition_that_does_not_reach_is_turned_round()
    {
        Assembler assembler = new Assembler().JumpIf(JumpCondition.LessThan, R1, 5, "far", OperandWidth.Bits32);

        AssembledProgram program = Filled(assembler, 40000).Label("far").Exit().Assemble();

        Assert.Equal("if w1 >= 0x5 goto pc+1", program.Instructions[0].ToString());
        Assert.Equal("gotol pc+40000", program.Instructions[1].ToString());
        Assert.Equal(40002, program.Labels["far"]);
    }

    [Fact]
    public void A_condition_without_an_inverse_jumps_over_a_jump()
    {
        Assembler assembler = new Assembler().JumpIf(JumpCondition.AnyBitSet, R1, R2, "far");

        AssembledProgram program = Filled(assembler, 40000).Label("far").Exit().Assemble();

        Assert.Equal("if r1 & r2 goto pc+1", program.Instructions[0].ToString());
        Assert.Equal("goto pc+1", program.Instructions[1].ToString());
        Assert.Equal("gotol pc+40000", program.Instructions[2].ToString());
    }

    [Fact]
    public void Lengthened_jumps_move_labels_lines_and_maps_behind_them()
    {
        Assembler assembler = new Assembler().JumpIf(JumpCondition.Equal, R1, 0, "far");
        Filled(assembler, 32767).SourceLine("A.cs", 1, 1, "Map").LoadMap(R1, "Map").Label("far").Exit();

        AssembledProgram program = assembler.Assemble();

        Assert.Equal(32769, program.MapReferences[0].InstructionIndex);
        Assert.Equal(32769, program.Lines[0].InstructionIndex);
        Assert.Equal("exit", program.Instructions[program.Labels["far"]].ToString());
    }

    [Fact]
    public void Jumps_over_random_distances_arrive_where_the_label_is()
    {
        var random = new Random(20261124);
        for (int round = 0; round < 20; round++)
        {
            var assembler = new Assembler();
            List<(int Marker, string Label)> jumps = [];
            for (int i = 0; i < 12; i++)
            {
                assembler.Label($"L{i}").Move(R0, 1000 + i);
                string target = $"L{random.Next(12)}";
                // The marker tells where the jump starts once instructions have moved.
                assembler.Move(R1, 2000 + i).JumpIf(JumpCondition.NotEqual, R0, 0, target);
                jumps.Add((2000 + i, target));
                Filled(assembler, random.Next(12000));
            }

            AssembledProgram program = assembler.Exit().Assemble();

            foreach ((int marker, string label) in jumps)
            {
                int at = program.Instructions.IndexOf(Instruction.Move(R1, marker)) + 1;
                Assert.Equal(program.Labels[label], TakenFrom(program, at));
                Assert.Equal(Instruction.Move(R0, 1000 + int.Parse(label[1..])), program.Instructions[program.Labels[label]]);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(200, 1)]
    public void The_kernel_follows_long_jumps(byte firstByte, uint verdict)
    {
        // 1, 2 and 3 jump over 40,000 instructions, by an inverted condition, always, and by a doubled condition; 200 walks.
        Assembler assembler = new Assembler()
            .Load(MemorySize.Word, R2, R1, 76)
            .Load(MemorySize.Word, R3, R1, 80)
            .Move(R4, R2).Add(R4, 1)
            .Move(R0, 0)
            .JumpIf(JumpCondition.GreaterThan, R4, R3, "end")
            .Load(MemorySize.Byte, R5, R2)
            .Move(R9, 0)
            .JumpIf(JumpCondition.Equal, R5, 1, "one")
            .JumpIf(JumpCondition.AnyBitSet, R5, 1, "three")
            .Move(R0, 2)
            .JumpIf(JumpCondition.GreaterThanOrEqual, R5, 100, "walk")
            .Jump("end")
            .Label("walk");
        Filled(assembler, 40_000)
            .Label("one").Move(R0, 1).Jump("end")
            .Label("three").Move(R0, 3)
            .Label("end").Exit();
        using BpfProgram program = BpfProgram.Load(new ProgramSpec
        {
            Name = "long_jumps",
            Type = ProgramType.SchedulerClassifier,
            License = "GPL",
            Instructions = assembler.Assemble().Instructions,
        });

        byte[] packet = new byte[64];
        packet[0] = firstByte;

        Assert.Equal(verdict, program.TestRun(packet).ReturnValue);
    }

    private static Assembler Filled(Assembler assembler, int count)
    {
        for (int i = 0; i < count; i++)
            assembler.Move(R9, R9);
        return assembler;
    }

    /// <summary>Where the jump at a slot, or the pair that stands for it, goes when "not equal" holds.</summary>
    private static int TakenFrom(AssembledProgram program, int at)
    {
        Instruction jump = program.Instructions[at];
        if (jump.Opcode == Instruction.JumpIf(JumpCondition.NotEqual, R0, 0, 0).Opcode)
            return at + 1 + jump.Offset;
        Assert.Equal(Instruction.JumpIf(JumpCondition.Equal, R0, 0, 1), jump);
        return at + 2 + program.Instructions[at + 1].Immediate;
    }
}
