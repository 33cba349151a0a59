using System.Net;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Tests.Programs;

namespace Weir.Linux.Tests.Replay;

public class TransportPacketTests
{
    [Theory]
    [InlineData(LayerId.OutboundTransportV4, "10.0.0.1", 1000, "10.0.0.2", 53)]
    [InlineData(LayerId.InboundTransportV4, "10.0.0.2", 53, "10.0.0.1", 1000)]
    [InlineData(LayerId.OutboundTransportV6, "fd00::1", 1000, "fd00::2", 53)]
    [InlineData(LayerId.InboundTransportV6, "fd00::2", 53, "fd00::1", 1000)]
    public void TheFieldsAreSeenFromThisHost(LayerId layer, string local, ushort localPort, string remote, ushort remotePort)
    {
        bool isV6 = layer is LayerId.OutboundTransportV6 or LayerId.InboundTransportV6;
        byte[] udp = Packets.Ports(1000, 53, 12);
        byte[] bytes = isV6 ? Packets.V6("fd00::1", "fd00::2", [], 17, udp) : Packets.V4("10.0.0.1", "10.0.0.2", 17, udp);

        TransportPacket packet = TransportPacket.Parse(bytes, layer, interfaceIndex: 7);

        Assert.Equal(FilterValue.UInt8(17), packet.Values[Fields.IpProtocol]);
        Assert.Equal(FilterValue.Address(IPAddress.Parse(local)), packet.Values[Fields.IpLocalAddress]);
        Assert.Equal(FilterValue.Address(IPAddress.Parse(remote)), packet.Values[Fields.IpRemoteAddress]);
        Assert.Equal(FilterValue.UInt16(localPort), packet.Values[Fields.IpLocalPort]);
        Assert.Equal(FilterValue.UInt16(remotePort), packet.Values[Fields.IpRemotePort]);
        Assert.Equal(FilterValue.UInt32(7), packet.Values[Fields.InterfaceIndex]);
        Assert.Equal((uint)bytes.Length, packet.Metadata.PacketLength);
        Assert.Equal((uint)bytes.Length - 4, packet.Metadata.PayloadOffset);
        Assert.True(packet.Metadata.Has(MetadataFields.IpHeaderSize | MetadataFields.TransportHeaderSize));
        Assert.False(packet.IsMalformed);
    }

    [Fact]
    public void WhatIsMissingIsAbsent()
    {
        byte[] whole = Packets.V4("10.0.0.1", "10.0.0.2", 6, Packets.Ports(1, 2, 20));

        TransportPacket cut = TransportPacket.Parse(whole.AsMemory(0, 22), LayerId.OutboundTransportV4);
        TransportPacket none = TransportPacket.Parse(ReadOnlyMemory<byte>.Empty, LayerId.OutboundTransportV4);

        Assert.Equal([Fields.IpProtocol, Fields.IpLocalAddress, Fields.IpRemoteAddress, Fields.Direction], Present(cut));
        Assert.False(cut.Metadata.Has(MetadataFields.TransportHeaderSize));
        Assert.Equal([Fields.Direction], Present(none));
        Assert.True(cut.IsMalformed && none.IsMalformed);

        static IEnumerable<FieldKey> Present(TransportPacket packet) =>
            new[] { Fields.IpProtocol, Fields.IpLocalAddress, Fields.IpRemoteAddress, Fields.IpLocalPort, Fields.IpRemotePort, Fields.InterfaceIndex, Fields.Direction }
                .Where(field => packet.Values[field].Type != DataType.Empty);
    }
}
