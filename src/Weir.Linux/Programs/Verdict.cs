namespace Weir.Linux.Programs;

/// <summary>The answer of a classify program, with netfilter's values: NF_DROP 0, NF_ACCEPT 1.</summary>
internal static class Verdict
{
    public const uint Block = 0;
    public const uint Permit = 1;
}
