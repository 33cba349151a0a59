using System.Collections.Immutable;
using Weir.Bpf.Language;
using static Weir.Bpf.Register;

namespace Weir.Bpf.Tests;

public sealed class VerifierLogTests
{
    [Fact]
    public void A_bad_access_is_told_with_its_source_line_and_without_register_states()
    {
        VerifierLog log = Refuse(new Assembler()
            .SourceLine("/src/Filters/Kern.cs", 219, 9, "byte* d = SkBuff.Data(s);")
            .Load(MemorySize.Word, R2, R1, 76)
            .SourceLine("/src/Filters/Kern.cs", 220, 9, "return d[14]; // before @ the check")
            .Load(MemorySize.Byte, R0, R2, 14)
            .Exit());

        Assert.Equal(
            """
            ; return d[14]; // before @ the check @ Kern.cs:220
            1: (71) r0 = *(u8 *)(r2 +14)
            invalid access to packet, off=14 size=1, R2(id=0,off=14,r=0)
            R2 offset is outside of the packet
            """,
            log.Summary);
        Assert.Equal(new VerifierSourceLine("return d[14]; // before @ the check", "Kern.cs", 220), log.Source);
        Assert.Contains("R1=ctx()", log.Text);
        Assert.Equal(2, log.Statistics!.ProcessedInstructions);
        Assert.Equal(1_000_000, log.Statistics.InstructionLimit);
    }

    [Fact]
    public void A_failure_behind_a_branch_is_not_confused_by_the_state_lines_between()
    {
        VerifierLog log = Refuse(new Assembler()
            .SourceLine("A.cs", 1, 1, "ulong now = Helpers.Now();")
            .CallHelper(HelperFunction.bpf_ktime_get_ns)
            .Move(R6, R0)
            .Move(R1, 0)
            .SourceLine("A.cs", 2, 1, "if (now > 7)")
            .JumpIf(JumpCondition.GreaterThan, R6, 7, "big")
            .Move(R0, 0)
            .Exit()
            .Label("big")
            .SourceLine("A.cs", 5, 1, "return *nothing;")
            .Load(MemorySize.DoubleWord, R0, R1)
            .Exit());

        Assert.Equal(
            """
            ; return *nothing; @ A.cs:5
            6: (79) r0 = *(u64 *)(r1 +0)
            R1 invalid mem access 'scalar'
            """,
            log.Summary);
    }

    [Fact]
    public void Programs_without_source_lines_still_tell_the_instruction()
    {
        VerifierLog log = Refuse(new Assembler().Load(MemorySize.DoubleWord, R0, R1, 4000).Exit(), withLines: false);

        Assert.Equal("0: (79) r0 = *(u64 *)(r1 +4000)\ninvalid bpf_context access off=4000 size=8", log.Summary);
        Assert.Null(log.Source);
    }

    [Fact]
    public void A_broken_shape_is_told_without_an_instruction()
    {
        VerifierLog log = Refuse(new Assembler().Move(R0, 0).Exit().Move(R0, 1).Exit(), withLines: false);

        Assert.Null(log.Instruction);
        Assert.Equal("unreachable insn 2", log.Summary);
    }

    [Fact]
    public void An_endless_loop_is_told_without_its_states()
    {
        VerifierLog log = Refuse(
            new Assembler()
                .CallHelper(HelperFunction.bpf_ktime_get_ns).Move(R6, R0)
                .Label("again").JumpIf(JumpCondition.NotEqual, R6, 0, "again").Move(R0, 0).Exit(),
            withLines: false);

        Assert.Equal("infinite loop detected at insn 2", log.Error);
        Assert.DoesNotContain("state", log.Summary);
    }

    [Fact]
    public void A_failure_in_a_function_verified_alone_names_the_function()
    {
        VerifierLog log = Refuse(
            new Assembler()
                .SourceLine("A.cs", 3, 1, "return Classify(1);")
                .Move(R1, 1).CallFunction("classify").Exit()
                .Label("classify")
                .SourceLine("A.cs", 9, 1, "return *(ulong*)address;")
                .Load(MemorySize.DoubleWord, R0, R1).Exit(),
            global: "classify");

        Assert.Equal("classify", log.Function);
        Assert.Equal(
            """
            in function classify:
            ; return *(ulong*)address; @ A.cs:9
            3: (79) r0 = *(u64 *)(r1 +0)
            R1 invalid mem access 'scalar'
            """,
            log.Summary);
    }

    [Fact]
    public void The_note_about_types_the_kernel_does_not_know_is_left_out()
    {
        // The context is declared as a void pointer: the kernel looks for the size of "void", and says so, harmlessly.
        VerifierLog log = Refuse(new Assembler()
            .SourceLine("A.cs", 1, 1, "return 1 / 0;")
            .Move(R0, 1).Arithmetic(ArithmeticOperation.Divide, R0, 0).Exit());

        Assert.Contains("arg#0 reference type('UNKNOWN ')", log.Text);
        Assert.Equal("div by zero", log.Error);
    }

    [Fact]
    public void A_complaint_of_two_lines_is_told_whole()
    {
        using var map = KernelProbe.CreateArrayMap();

        VerifierLog log = Refuse(new Assembler()
            .SourceLine("A.cs", 1, 1, "byte* value = Values.Lookup(0);")
            .Store(MemorySize.Word, R10, -4, 0)
            .Move(R2, R10).Add(R2, -4)
            .Emit(Instruction.LoadMap(R1, (int)map.DangerousGetHandle()))
            .CallHelper(HelperFunction.bpf_map_lookup_elem)
            .JumpIf(JumpCondition.Equal, R0, 0, "missing")
            .SourceLine("A.cs", 3, 1, "return value[80];")
            .Load(MemorySize.DoubleWord, R0, R0, 80)
            .Label("missing")
            .Exit());

        Assert.Equal(
            """
            ; return value[80]; @ A.cs:3
            7: (79) r0 = *(u64 *)(r0 +80)
            invalid access to map value, value_size=64 off=80 size=8
            R0 min value is outside of the allowed memory range
            """,
            log.Summary);
    }

    [Fact]
    public void A_log_without_its_start_is_read_with_the_programs_own_lines()
    {
        Assembler assembler = new Assembler()
            .SourceLine("A.cs", 1, 1, "ulong x = 0;")
            .Move(R7, 0)
            .SourceLine("A.cs", 2, 1, "return Long(x);");
        for (int i = 0; i < 500; i++)
            assembler.Add(R7, 1);
        AssembledProgram program = assembler.Load(MemorySize.DoubleWord, R0, R7).Exit().Assemble();
        ProgramSpec spec = Spec(program, Describe(program, global: null));

        (bool accepted, string text) = KernelProbe.Load(spec, logSize: 4096);
        VerifierLog log = VerifierLog.Parse(text, spec);

        Assert.False(accepted);
        Assert.DoesNotContain("A.cs", text);
        Assert.Equal(
            """
            ; return Long(x); @ A.cs:2
            501: (79) r0 = *(u64 *)(r7 +0)
            R7 invalid mem access 'scalar'
            """,
            log.Summary);
    }

    [Fact]
    public void An_accepted_program_has_no_summary_but_statistics()
    {
        // The stack and the function call make the verifier write all kinds of notes.
        AssembledProgram program = new Assembler()
            .SourceLine("A.cs", 1, 1, "return Twice(2);")
            .Store(MemorySize.DoubleWord, R10, -8, 2)
            .Load(MemorySize.DoubleWord, R1, R10, -8)
            .CallFunction("twice")
            .Exit()
            .Label("twice")
            .SourceLine("A.cs", 5, 1, "return 2 * x;")
            .Move(R0, R1).Add(R0, R1)
            .Exit()
            .Assemble();

        (bool accepted, string text) = KernelProbe.Load(Spec(program, Describe(program, "twice")));
        VerifierLog log = VerifierLog.Parse(text);

        Assert.True(accepted);
        Assert.Equal(("", ""), (log.Summary, log.Error));
        Assert.Equal(7, log.Statistics!.ProcessedInstructions);
    }

    [Fact]
    public void A_log_whose_start_was_cut_off_is_read_from_its_end()
    {
        const string text = """
            0=inv R10=fp0
            ; x = y; @ A.cs:7
            812: (61) r0 = *(u32 *)(r0 +12)       ; R0=scalar()
            R0 invalid mem access 'scalar'
            processed 900 insns (limit 1000000) max_states_per_insn 4 total_states 30 peak_states 30 mark_read 5

            """;

        VerifierLog log = VerifierLog.Parse(text);

        Assert.Equal("; x = y; @ A.cs:7\n812: (61) r0 = *(u32 *)(r0 +12)\nR0 invalid mem access 'scalar'", log.Summary);
        Assert.Equal(text, log.Text);
        Assert.Equal(new VerifierStatistics(900, 1_000_000, 4, 30, 30), log.Statistics);
    }

    [Fact]
    public void Source_lines_of_kernels_before_the_file_was_told_are_kept()
    {
        VerifierLog log = VerifierLog.Parse("; x = y;\n2: (61) r0 = *(u32 *)(r0 +12)\nR0 invalid mem access 'scalar'\n");

        Assert.Equal(new VerifierSourceLine("x = y;", null, null), log.Source);
        Assert.Equal("; x = y;\n2: (61) r0 = *(u32 *)(r0 +12)\nR0 invalid mem access 'scalar'", log.Summary);
    }

    private static VerifierLog Refuse(Assembler assembler, bool withLines = true, string? global = null)
    {
        AssembledProgram program = assembler.Assemble();
        (bool accepted, string log) = KernelProbe.Load(Spec(program, withLines ? Describe(program, global) : null));
        Assert.False(accepted, log);
        return VerifierLog.Parse(log);
    }

    private static ProgramSpec Spec(AssembledProgram program, ProgramBtf? debug) => new()
    {
        Name = "refused",
        Type = ProgramType.SchedulerClassifier,
        License = "GPL",
        Instructions = program.Instructions,
        Debug = debug,
    };

    private static ProgramBtf Describe(AssembledProgram program, string? global)
    {
        var types = new BtfBuilder();
        int integer = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        int wide = types.AddInteger("unsigned long", 8);
        int main = types.AddFunction(
            "main", types.AddFunctionPrototype(integer, new BtfParameter("context", types.AddPointer(0))), BtfLinkage.Global);
        List<FunctionInfo> functions = [new FunctionInfo(0, main)];
        if (global is not null)
        {
            int prototype = types.AddFunctionPrototype(integer, new BtfParameter("address", wide));
            functions.Add(new FunctionInfo(program.Labels[global], types.AddFunction(global, prototype, BtfLinkage.Global)));
        }

        ImmutableArray<LineInfo> lines = [.. program.Lines.Select(types.AddLine)];
        return new ProgramBtf(types.Build(), [.. functions], lines);
    }
}
