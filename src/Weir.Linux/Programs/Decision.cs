namespace Weir.Linux.Programs;

/// <summary>What classify answers beside the verdict. 56 bytes.</summary>
internal unsafe struct Decision
{
    /// <summary>A block overruled a hard permit.</summary>
    public const uint FlagVeto = 1;

    /// <summary>The policy asks for events of permitted packets.</summary>
    public const uint FlagReportPermit = 2;

    /// <summary>A callout blocked and asked that the packet vanish without an event.</summary>
    public const uint FlagAbsorbed = 4;

    /// <summary>The layer of what is discarded here has filters.</summary>
    public const uint FlagShowsDiscards = 8;

    /// <summary>Sublayers whose decider is kept, the heaviest ones.</summary>
    public const uint DeciderCapacity = DeciderSlots - 1;

    /// <summary>A power of two. The last slot takes every decider that is not kept, so that keeping one needs no branch.</summary>
    public const uint DeciderSlots = 8;

    /// <summary>Run-time id of the filter that decided; 0 when no filter matched.</summary>
    public ulong FilterId;

    /// <summary><see cref="Programs.Verdict"/>, the same value that classify returns.</summary>
    public uint Verdict;

    /// <summary>The flags above.</summary>
    public uint Flags;

    /// <summary>Sublayers that have decided, at most <see cref="DeciderCapacity"/>.</summary>
    public uint DeciderCount;

    public uint Reserved;

    /// <summary>Of each sublayer that has decided, the filter that did, as <see cref="Decider"/> packs it; the heaviest sublayer first.</summary>
    public fixed uint Deciders[(int)DeciderSlots];

    /// <summary>Puts a decider behind the others.</summary>
    public static void Keep(Decision* decision, uint decider)
    {
        uint place = decision->DeciderCount & (DeciderSlots - 1);
        decision->Deciders[place] = decider;
        decision->DeciderCount = place + (((place + 1) / DeciderSlots) ^ 1);
    }
}
