using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>What a packet has of the interface that it passes.</summary>
internal static unsafe class InterfaceFields
{
    // ARPHRD_* of linux/if_arp.h.
    private const ushort HardwareEthernet = 1;
    private const ushort HardwarePpp = 512;
    private const ushort HardwareTunnel = 768;
    private const ushort HardwareTunnel6 = 769;
    private const ushort HardwareLoopback = 772;
    private const ushort HardwareSit = 776;
    private const ushort HardwareGre = 778;
    private const ushort HardwareGre6 = 823;
    private const ushort HardwareNone = 65534;

    // IANA's ifType numbers.
    private const ushort TypeOther = 1;
    private const ushort TypeEthernet = 6;
    private const ushort TypePpp = 23;
    private const ushort TypeLoopback = 24;
    private const ushort TypeTunnel = 131;

    /// <summary>Reads the interface; without one the fields stay absent.</summary>
    public static void Read(net_device* device, PacketFields* fields)
    {
        if (device == null)
        {
            return;
        }

        fields->Values.InterfaceIndex = (uint)device->ifindex;
        ushort type = TypeOf(device->type);
        fields->Values.InterfaceType = type;
        fields->Values.TunnelType = type == TypeTunnel ? (byte)1 : (byte)0;
        fields->Values.Flags = type == TypeLoopback ? (uint)ConditionFlags.IsLoopback : 0;
        fields->Values.Present |=
            IncomingFields.InterfaceIndex | IncomingFields.InterfaceType | IncomingFields.TunnelType | IncomingFields.Flags;
    }

    /// <summary>IANA's number for the kernel's kind of hardware.</summary>
    public static ushort TypeOf(ushort hardware) => hardware switch
    {
        HardwareEthernet => TypeEthernet,
        HardwareLoopback => TypeLoopback,
        HardwarePpp => TypePpp,
        HardwareTunnel or HardwareTunnel6 or HardwareSit or HardwareGre or HardwareGre6 or HardwareNone => TypeTunnel,
        _ => TypeOther,
    };
}
