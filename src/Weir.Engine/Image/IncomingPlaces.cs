using System.Numerics;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// Where <see cref="IncomingValues"/> has a field, the same at every layer: its bit in <see cref="IncomingValues.Present"/>, and the word that
/// a policy image asks for. Of 32 words there are eight of 64, 32, 16 and 8 bits, in this order; whoever reads the values knows from that where a word lies. The
/// values begin as an <see cref="ImageKey"/> does, so the tables of an image are searched by them as they are.
/// </summary>
internal static class IncomingPlaces
{
    /// <summary>Bits and words below this are those of <see cref="IncomingValues"/>; fields that it does not have come after them.</summary>
    public const int Count = 32;

    private const byte First32 = 8;
    private const byte First16 = 16;
    private const byte First8 = 24;

    // Of an address, the low half: the word before it has the high half.
    private static readonly Dictionary<FieldKey, (IncomingFields Field, byte Word)> s_places = new()
    {
        [Fields.IpLocalAddress] = (IncomingFields.LocalAddress, 1),
        [Fields.IpSourceAddress] = (IncomingFields.LocalAddress, 1),
        [Fields.IpRemoteAddress] = (IncomingFields.RemoteAddress, 3),
        [Fields.IpDestinationAddress] = (IncomingFields.RemoteAddress, 3),
        [Fields.EmbeddedRemoteAddress] = (IncomingFields.EmbeddedRemoteAddress, 7),
        [Fields.InterfaceIndex] = (IncomingFields.InterfaceIndex, First32),
        [Fields.SourceInterfaceIndex] = (IncomingFields.InterfaceIndex, First32),
        [Fields.DestinationInterfaceIndex] = (IncomingFields.DestinationInterfaceIndex, First32 + 1),
        [Fields.Flags] = (IncomingFields.Flags, First32 + 2),
        [Fields.IpLocalPort] = (IncomingFields.LocalPort, First16 + 1),
        [Fields.IpSourcePort] = (IncomingFields.LocalPort, First16 + 1),
        [Fields.IpRemotePort] = (IncomingFields.RemotePort, First16),
        [Fields.IpDestinationPort] = (IncomingFields.RemotePort, First16),
        [Fields.EmbeddedLocalPort] = (IncomingFields.EmbeddedLocalPort, First16 + 4),
        [Fields.EmbeddedRemotePort] = (IncomingFields.EmbeddedRemotePort, First16 + 5),
        [Fields.InterfaceType] = (IncomingFields.InterfaceType, First16 + 6),
        [Fields.IpProtocol] = (IncomingFields.Protocol, First8),
        [Fields.Direction] = (IncomingFields.Direction, First8 + 1),
        [Fields.IpLocalAddressType] = (IncomingFields.LocalAddressType, First8 + 2),
        [Fields.IpDestinationAddressType] = (IncomingFields.DestinationAddressType, First8 + 3),
        [Fields.EmbeddedProtocol] = (IncomingFields.EmbeddedProtocol, First8 + 4),
        [Fields.EmbeddedLocalAddressType] = (IncomingFields.EmbeddedLocalAddressType, First8 + 5),
        [Fields.MacLocalAddress] = (IncomingFields.LocalAddress, 1),
        [Fields.MacRemoteAddress] = (IncomingFields.RemoteAddress, 3),
        [Fields.InterfaceMacAddress] = (IncomingFields.EmbeddedRemoteAddress, 7),
        [Fields.L2Flags] = (IncomingFields.Flags, First32 + 2),
        [Fields.EtherType] = (IncomingFields.LocalPort, First16 + 1),
        [Fields.VlanId] = (IncomingFields.RemotePort, First16),
        [Fields.MacLocalAddressType] = (IncomingFields.LocalAddressType, First8 + 2),
        [Fields.MacRemoteAddressType] = (IncomingFields.DestinationAddressType, First8 + 3),
        [Fields.TunnelType] = (IncomingFields.TunnelType, First8 + 6),
    };

    /// <summary>The place of a field, or null when <see cref="IncomingValues"/> does not have it.</summary>
    public static (byte Bit, byte Word)? Find(FieldKey key) =>
        s_places.TryGetValue(key, out var place) ? ((byte)BitOperations.TrailingZeroCount((uint)place.Field), place.Word) : null;
}
