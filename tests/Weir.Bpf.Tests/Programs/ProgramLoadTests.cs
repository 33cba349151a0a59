using Weir.Bpf.Language;

namespace Weir.Bpf.Tests.Programs;

public sealed class ProgramLoadTests
{
    // An Ethernet frame of the least size that the kernel tests programs with.
    private static readonly byte[] s_frame = new byte[64];

    [Fact]
    public void A_loaded_program_describes_itself()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(7));
        ProgramInfo info = program.GetInfo();
        Assert.Equal("return_7", info.Name);
        Assert.Equal(ProgramType.SchedulerClassifier, info.Type);
        Assert.Equal(16, info.Tag.Length);
        Assert.Equal(2 * Instruction.SizeInBytes, info.TranslatedSize);
        Assert.True(info.JitedSize > 0);
        Assert.Equal(2, info.VerifiedInstructions);
    }

    [Fact]
    public void A_name_is_cut_and_cleaned_as_the_kernel_wants_it()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0) with { Name = "Outbound+V4 and a tail" });
        Assert.Equal("Outbound_V4_and", program.GetInfo().Name);
    }

    [Fact]
    public void A_refused_program_tells_why()
    {
        ProgramSpec spec = TestPrograms.Returning(0) with
        {
            Name = "unset",
            Instructions = [Instruction.Move(Register.R0, Register.R5), Instruction.Exit()],
        };
        var refusal = Assert.Throws<VerifierException>(() => BpfProgram.Load(spec));
        Assert.Equal("unset", refusal.Program);
        Assert.Contains("R5 !read_ok", refusal.Summary, StringComparison.Ordinal);
        Assert.Contains("R5 !read_ok", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("0: ", refusal.Log, StringComparison.Ordinal);
        Assert.Equal(13, refusal.Errno);
    }

    [Fact]
    public void A_long_log_is_kept_whole()
    {
        // 20,000 instructions at two lines each are more than the first buffer of one megabyte.
        Instruction[] body =
        [
            .. Enumerable.Repeat(Instruction.Move(Register.R1, Register.R10), 20_000),
            Instruction.Move(Register.R0, Register.R5),
            Instruction.Exit(),
        ];
        ProgramSpec spec = TestPrograms.Returning(0) with { Instructions = [.. body] };
        var options = new ProgramLoadOptions { LogLevel = VerifierLogLevel.Everything };
        var refusal = Assert.Throws<VerifierException>(() => BpfProgram.Load(spec, options));
        Assert.True(refusal.Log.Length > 1024 * 1024, $"the log has {refusal.Log.Length} characters");
        Assert.Contains("0: ", refusal.Log[..1000], StringComparison.Ordinal);
        Assert.Contains("R5 !read_ok", refusal.Log[^1000..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_of_an_accepted_program_is_kept_on_request()
    {
        var options = new ProgramLoadOptions { LogSuccess = true, LogLevel = VerifierLogLevel.Everything };
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(3), options);
        Assert.Contains("processed 2 insns", program.LoadLog, StringComparison.Ordinal);
        using BpfProgram silent = BpfProgram.Load(TestPrograms.Returning(3));
        Assert.Empty(silent.LoadLog);
    }

    [Fact]
    public void A_map_that_is_not_given_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => BpfProgram.Load(TestPrograms.Counting(0, ProgramType.SchedulerClassifier)));
        Assert.Contains("counter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_type_that_the_kernel_does_not_know_is_refused()
    {
        ProgramSpec spec = TestPrograms.Returning(0, (ProgramType)200);
        var error = Assert.Throws<BpfException>(() => BpfProgram.Load(spec));
        Assert.Contains("type of program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_type_information_is_refused_with_its_reason()
    {
        ProgramSpec spec = TestPrograms.Returning(0) with { Debug = new ProgramBtf([1, 2, 3, 4], [], []) };
        var error = Assert.Throws<BpfException>(() => BpfProgram.Load(spec));
        Assert.Contains("type information of return_0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_run_returns_what_the_program_returns()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(7));
        byte[] after = new byte[128];
        TestRunResult result = program.TestRun(s_frame, after);
        Assert.Equal(7u, result.ReturnValue);
        Assert.Equal(s_frame.Length, result.DataSize);
    }

    [Fact]
    public void A_test_run_repeats_and_counts()
    {
        using BpfMap counter = TestPrograms.CreateCounter();
        using BpfProgram program = BpfProgram.Load(
            TestPrograms.Counting(0, ProgramType.SchedulerClassifier), TestPrograms.Maps(counter));
        program.TestRun(s_frame, repeat: 1000);
        Assert.Equal(1000ul, counter.View<uint, ulong>()[0]);
    }

    [Fact]
    public void A_test_run_takes_and_returns_a_context()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0) with
        {
            // r0 = skb->mark; skb->mark = 9
            Instructions =
            [
                Instruction.Load(MemorySize.Word, Register.R0, Register.R1, 8),
                Instruction.Move(Register.R2, 9),
                Instruction.Store(MemorySize.Word, Register.R1, 8, Register.R2),
                Instruction.Exit(),
            ],
        });
        byte[] context = new byte[192];
        context[8] = 5;
        byte[] after = new byte[192];
        TestRunResult result = program.TestRun(s_frame, context: context, contextAfter: after);
        Assert.Equal(5u, result.ReturnValue);
        Assert.Equal(9, after[8]);
        Assert.True(result.ContextSize > 8);
    }

    [Fact]
    public void A_netfilter_program_is_tested_at_a_hook()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Netfilter(1));
        // struct nf_hook_state: hook LOCAL_OUT, family IPv4; the packet then starts with its IP header.
        byte[] state = new byte[Btf.Kernel.FindStruct("nf_hook_state").Size];
        state[0] = (byte)NetfilterHook.LocalOut;
        state[1] = (byte)NetfilterFamily.IPv4;
        byte[] packet = new byte[60];
        packet[0] = 0x45;
        Assert.Equal(1u, program.TestRun(packet, context: state).ReturnValue);
    }

    [Fact]
    public void A_span_too_short_for_the_data_is_told()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0));
        var error = Assert.Throws<BpfException>(() => program.TestRun(s_frame, new byte[10]));
        Assert.Contains("64 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_runs_do_not_allocate()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0));
        byte[] after = new byte[128];
        program.TestRun(s_frame, after);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            program.TestRun(s_frame, after);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Runs_are_counted_while_statistics_are_enabled()
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0));
        using (ProgramStatistics.Enable())
            program.TestRun(s_frame, repeat: 50);
        ProgramInfo info = program.GetInfo();
        Assert.Equal(50ul, info.RunCount);
        Assert.True(info.RunTime > TimeSpan.Zero);
    }

    [Fact]
    public void A_closed_program_cannot_be_used()
    {
        BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0));
        program.Dispose();
        Assert.Throws<ObjectDisposedException>(() => program.TestRun(s_frame));
    }
}
