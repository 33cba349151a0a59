namespace Weir.Policy.Tests.Fuzzing;

/// <summary>What a fuzzer found wrong.</summary>
/// <param name="What">What happened.</param>
/// <param name="Input">The input that does it.</param>
/// <param name="Run">Number of the input in its run.</param>
internal sealed record FuzzFinding(string What, byte[] Input, long Run);
