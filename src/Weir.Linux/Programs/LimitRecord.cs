using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>
/// What the kernel has of a filter's limit. 64 bytes, as a <see cref="FilterRecord"/> has, because both lie in the same chunks.
/// </summary>
internal struct LimitRecord
{
    public LimitRate Rate;

    /// <summary>The limit's state, of <see cref="LimitMeter"/>.</summary>
    public ulong PaidUntil;

    /// <summary>Packets that were beyond the limit; only ever grows.</summary>
    public long PacketsBeyond;

    /// <summary>Their bytes.</summary>
    public long BytesBeyond;

    /// <summary>What <see cref="LimitClock.Now"/> takes: the length of a tick when the burst is so long that the time of the last one will do, or 0.</summary>
    public uint NanosecondsPerTick;

    public uint Reserved0;
    public ulong Reserved1;
}
