namespace Weir.Bpf;

/// <summary>The outcome of running a program on given data (BPF_PROG_TEST_RUN).</summary>
/// <param name="ReturnValue">What the program returned.</param>
/// <param name="Nanoseconds">Average time of one run, when it was repeated.</param>
/// <param name="DataSize">Size in bytes of the data after the run.</param>
/// <param name="ContextSize">Size in bytes of the context after the run; 0 for program types whose context is not handed out.</param>
public readonly record struct TestRunResult(uint ReturnValue, uint Nanoseconds, int DataSize, int ContextSize);
