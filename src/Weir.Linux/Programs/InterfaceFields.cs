using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>What a packet has of the interface that it passes.</summary>
internal static unsafe class InterfaceFields
{
    /// <summary>Reads the interface; without one the fields stay absent.</summary>
    public static void Read(net_device* device, PacketFields* fields)
    {
        if (device != null)
        {
            fields->Values.InterfaceIndex = (uint)device->ifindex;
            fields->Values.Present |= IncomingFields.InterfaceIndex;
        }
    }
}
