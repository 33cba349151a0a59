using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>The walk in a layer's program. The words are the <see cref="IncomingValues"/>, each where <see cref="IncomingPlaces"/> has it.</summary>
internal readonly unsafe struct PacketLoop : IImageLoop
{
    public static bool MayContinue() => Loop.MayContinue();

    public static ulong Word(ulong* words, uint index)
    {
        byte* values = (byte*)words;
        uint place = index & 7;
        return ((index >> 3) & 3) switch
        {
            0 => *(ulong*)(values + (place * 8)),
            1 => *(uint*)(values + 64 + (place * 4)),
            2 => *(ushort*)(values + 32 + (place * 2) + ((place >> 2) * 40)),
            _ => values[36 + place + ((place >> 2) * 36)],
        };
    }
}
