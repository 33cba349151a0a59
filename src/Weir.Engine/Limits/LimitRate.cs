using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>A <see cref="LimitSpec"/> in the numbers that <see cref="LimitMeter"/> works with. 24 bytes, the same in the kernel and on the CLR.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LimitRate
{
    /// <summary>Nanoseconds that a byte or a packet costs, in 44.20 fixed point, rounded up.</summary>
    public ulong CostPerUnit;

    /// <summary>Nanoseconds that the burst costs: how far a limit may be paid ahead of the clock.</summary>
    public ulong Burst;

    /// <summary>1 when the unit is a packet, 0 when it is a byte.</summary>
    public uint CountsPackets;

    /// <summary>Always 0.</summary>
    public uint Reserved;

    /// <summary>The numbers of a limit in which <see cref="LimitSpec.FindProblem"/> has found nothing.</summary>
    public static LimitRate Of(LimitSpec limit)
    {
        const ulong second = 1_000_000_000UL << LimitMeter.FractionBits;
        if (limit.Unit == LimitUnit.Packets)
        {
            // Each packet's cost is rounded, so that a burst of them is exactly their sum.
            var packet = CeilingOf(second, limit.Rate);
            return new LimitRate { CostPerUnit = packet, Burst = limit.Burst * CeilingOf(packet, 1UL << LimitMeter.FractionBits), CountsPackets = 1 };
        }

        var octet = CeilingOf(second * 8, limit.Rate);
        var burst = ((UInt128)octet * limit.Burst) + ((1UL << LimitMeter.FractionBits) - 1);
        return new LimitRate { CostPerUnit = octet, Burst = (ulong)(burst >> LimitMeter.FractionBits) };
    }

    private static ulong CeilingOf(ulong dividend, ulong divisor) => (dividend / divisor) + (dividend % divisor == 0 ? 0UL : 1);
}
