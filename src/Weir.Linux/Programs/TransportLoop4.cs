using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>The walk in an IPv4 layer's program. The words are the <see cref="PacketFields"/>: a word is made when a test asks for it.</summary>
internal readonly unsafe struct TransportLoop4 : IImageLoop
{
    public static bool MayContinue() => Loop.MayContinue();

    public static ulong Word(ulong* words, uint index)
    {
        PacketFields* fields = (PacketFields*)words;
        return index switch
        {
            0 => fields->Values.Protocol,
            1 => fields->Values.LocalAddress.Low,
            2 => fields->Values.RemoteAddress.Low,
            3 => fields->Values.LocalPort,
            4 => fields->Values.RemotePort,
            5 => fields->Values.InterfaceIndex,
            _ => (ulong)fields->Values.Direction,
        };
    }
}
