using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>Which events the kernel hands over. 40 bytes, one for all layers.</summary>
internal struct EventGateRecord
{
    /// <summary>How many a second; a cost of 0 is no limit.</summary>
    public LimitRate Rate;

    /// <summary>The limit's state, of <see cref="LimitMeter"/>.</summary>
    public ulong PaidUntil;

    /// <summary>One of so many is handed over; 0 and 1 are all.</summary>
    public uint Sampling;

    public uint Reserved;
}
