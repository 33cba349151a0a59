using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>
/// Gives the walk a packet's values: the same places as <see cref="ImageLayout"/> has for the transport layers, where the first bits of
/// present fields are those of <see cref="IncomingFields"/>.
/// </summary>
internal static unsafe class TransportKey
{
    /// <summary>The packet's key. Absent values are zero in <see cref="IncomingValues"/> too.</summary>
    public static void Write(PacketFields* fields, ImageKey* key)
    {
        uint present = (uint)fields->Values.Present;
        key->LocalHigh = fields->Values.LocalAddress.High;
        key->LocalLow = fields->Values.LocalAddress.Low;
        key->RemoteHigh = fields->Values.RemoteAddress.High;
        key->RemoteLow = fields->Values.RemoteAddress.Low;
        key->Ports = fields->Values.RemotePort | ((ulong)fields->Values.LocalPort << 16) | ((ulong)fields->Values.Protocol << 32);
        key->PresentFields = present;

        // Addresses and ports have the same order in both; the protocol is the first of one and the last of the other.
        key->Present = ((present >> 1) & (ImageKeyFields.Protocol - 1)) | ((present & 1) * ImageKeyFields.Protocol);
    }
}
