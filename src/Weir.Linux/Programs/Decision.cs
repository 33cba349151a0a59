namespace Weir.Linux.Programs;

/// <summary>What classify answers beside the verdict.</summary>
internal struct Decision
{
    /// <summary>A block overruled a hard permit.</summary>
    public const uint FlagVeto = 1;

    /// <summary>The policy asks for events of permitted packets.</summary>
    public const uint FlagReportPermit = 2;

    /// <summary>A callout blocked and asked that the packet vanish without an event.</summary>
    public const uint FlagAbsorbed = 4;

    /// <summary>Run-time id of the filter that decided; 0 when no filter matched.</summary>
    public ulong FilterId;

    /// <summary><see cref="Programs.Verdict"/>, the same value that classify returns.</summary>
    public uint Verdict;

    /// <summary><see cref="FlagVeto"/>, <see cref="FlagReportPermit"/> and <see cref="FlagAbsorbed"/>.</summary>
    public uint Flags;
}
