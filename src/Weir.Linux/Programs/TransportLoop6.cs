using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>As <see cref="TransportLoop4"/>, in an IPv6 layer's program: an address has two words.</summary>
internal readonly unsafe struct TransportLoop6 : IImageLoop
{
    public static bool MayContinue() => Loop.MayContinue();

    public static ulong Word(ulong* words, uint index)
    {
        PacketFields* fields = (PacketFields*)words;
        return index switch
        {
            0 => fields->Values.Protocol,
            1 => fields->Values.LocalAddress.High,
            2 => fields->Values.LocalAddress.Low,
            3 => fields->Values.RemoteAddress.High,
            4 => fields->Values.RemoteAddress.Low,
            5 => fields->Values.LocalPort,
            6 => fields->Values.RemotePort,
            7 => fields->Values.InterfaceIndex,
            _ => (ulong)fields->Values.Direction,
        };
    }
}
