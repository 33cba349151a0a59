using System.Buffers.Binary;
using System.Net;
using Weir.Bpf.Language;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Programs;

public unsafe class PacketHeadersTests
{
    private const IncomingFields Everything = IncomingFields.Addresses | IncomingFields.Protocol | IncomingFields.Ports;

    private static PacketFields Extract(byte[] packet, bool outbound = true)
    {
        PacketFields fields = default;
        var bytes = new MemoryBytes(packet);
        if (packet.Length > 0 && packet[0] >> 4 == 6)
        {
            PacketHeaders.ExtractV6(ref bytes, &fields, outbound);
        }
        else
        {
            PacketHeaders.ExtractV4(ref bytes, &fields, outbound);
        }

        // The kinds of the addresses are there with them.
        Assert.Equal((fields.Values.Present & IncomingFields.Addresses) != 0, (fields.Values.Present & IncomingFields.AddressTypes) != 0);
        fields.Values.Present &= ~IncomingFields.AddressTypes;
        return fields;
    }

    private static uint Address(string text) =>
        BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(text).GetAddressBytes());

    [Theory]
    [InlineData(InternetProtocol.Tcp)]
    [InlineData(InternetProtocol.Udp)]
    [InlineData(InternetProtocol.UdpLite)]
    [InlineData(InternetProtocol.Sctp)]
    [InlineData(InternetProtocol.Dccp)]
    public void OutboundV4HasLocalSourceAndRemoteDestination(byte protocol)
    {
        PacketFields fields = Extract(Packets.V4("10.0.0.1", "168.63.129.16", protocol, Packets.Ports(40000, 80)));

        Assert.Equal(Everything, fields.Values.Present);
        Assert.Equal(Address("10.0.0.1"), fields.Values.LocalAddress.Low);
        Assert.Equal(Address("168.63.129.16"), fields.Values.RemoteAddress.Low);
        Assert.Equal(0ul, fields.Values.RemoteAddress.High);
        Assert.Equal((40000, 80, protocol, 0), (fields.Values.LocalPort, fields.Values.RemotePort, fields.Values.Protocol, fields.Malformed));
    }

    [Fact]
    public void InboundV4HasThemTheOtherWayRound()
    {
        PacketFields fields = Extract(
            Packets.V4("168.63.129.16", "10.0.0.1", InternetProtocol.Udp, Packets.Ports(53, 40000)), outbound: false);

        Assert.Equal(Address("10.0.0.1"), fields.Values.LocalAddress.Low);
        Assert.Equal(Address("168.63.129.16"), fields.Values.RemoteAddress.Low);
        Assert.Equal((40000, 53), (fields.Values.LocalPort, fields.Values.RemotePort));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IcmpTypeAndCodeStandInThePortsInBothDirections(bool outbound)
    {
        PacketFields v4 = Extract(Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Icmp, Packets.Icmp(3, 13)), outbound);
        PacketFields v6 = Extract(Packets.V6("fd00::1", "fd00::2", [], InternetProtocol.IcmpV6, Packets.Icmp(128, 0)), outbound);

        Assert.Equal((Everything, 3, 13), (v4.Values.Present, v4.Values.LocalPort, v4.Values.RemotePort));
        Assert.Equal((Everything, 128, 0), (v6.Values.Present, v6.Values.LocalPort, v6.Values.RemotePort));
    }

    [Fact]
    public void OptionsAreSteppedOver()
    {
        PacketFields fields = Extract(
            Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Tcp, Packets.Ports(1, 2, 20), options: new byte[40]));

        Assert.Equal((Everything, 1, 2), (fields.Values.Present, fields.Values.LocalPort, fields.Values.RemotePort));
    }

    [Fact]
    public void OnlyTheFirstFragmentHasPorts()
    {
        byte[] ports = Packets.Ports(1, 2);
        PacketFields first = Extract(Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Udp, ports, fragment: 0x2000));
        PacketFields later = Extract(Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Udp, ports, fragment: 0x2001));

        Assert.Equal((Everything, (byte)0), (first.Values.Present, first.Malformed));
        Assert.Equal((IncomingFields.Addresses | IncomingFields.Protocol, (byte)0), (later.Values.Present, later.Malformed));
    }

    [Fact]
    public void ProtocolsWithoutPortsHaveNone()
    {
        PacketFields fields = Extract(Packets.V4("10.0.0.1", "10.0.0.2", 47, new byte[8]));

        Assert.Equal((IncomingFields.Addresses | IncomingFields.Protocol, (byte)0), (fields.Values.Present, fields.Malformed));
    }

    [Fact]
    public void ExtensionHeadersAreFollowed()
    {
        byte[] packet = Packets.V6(
            "fd00::1", "fd00::2",
            [
                (InternetProtocol.HopByHopOptions, Packets.Extension(2)),
                (InternetProtocol.DestinationOptions, Packets.Extension(1)),
                (InternetProtocol.RoutingHeader, Packets.Extension(3)),
                (InternetProtocol.FragmentHeader, Packets.Fragment(0, more: true)),
                (InternetProtocol.AuthenticationHeader, Packets.Authentication(6)),
                (InternetProtocol.MobilityHeader, Packets.Extension(1)),
            ],
            InternetProtocol.Tcp, Packets.Ports(1000, 443, 20));

        PacketFields fields = Extract(packet);

        Assert.Equal((Everything, 1000, 443, (byte)0), (fields.Values.Present, fields.Values.LocalPort, fields.Values.RemotePort, fields.Malformed));
        Assert.Equal((0xfd00ul << 48, 2ul), (fields.Values.RemoteAddress.High, fields.Values.RemoteAddress.Low));
        Assert.Equal((0xfd00ul << 48, 1ul), (fields.Values.LocalAddress.High, fields.Values.LocalAddress.Low));
    }

    [Fact]
    public void LaterFragmentsOfV6HaveAProtocolAndNoPorts()
    {
        PacketFields fields = Extract(Packets.V6(
            "fd00::1", "fd00::2", [(InternetProtocol.FragmentHeader, Packets.Fragment(5, more: false))],
            InternetProtocol.Udp, Packets.Ports(1, 2)));

        Assert.Equal(IncomingFields.Addresses | IncomingFields.Protocol, fields.Values.Present);
        Assert.Equal((InternetProtocol.Udp, (byte)0), (fields.Values.Protocol, fields.Malformed));
    }

    [Theory]
    [InlineData(8, Everything, 0)]
    [InlineData(9, IncomingFields.Addresses, 1)]
    public void EightExtensionHeadersAreTheLimit(int count, IncomingFields present, byte malformed)
    {
        var chain = Enumerable.Repeat((InternetProtocol.DestinationOptions, Packets.Extension(1)), count).ToArray();

        PacketFields fields = Extract(Packets.V6("fd00::1", "fd00::2", chain, InternetProtocol.Udp, Packets.Ports(1, 2)));

        Assert.Equal((present, malformed), (fields.Values.Present, fields.Malformed));
    }

    [Fact]
    public void EncapsulatingSecurityPayloadIsTheProtocol()
    {
        PacketFields fields = Extract(Packets.V6("fd00::1", "fd00::2", [], 50, new byte[16]));

        Assert.Equal((IncomingFields.Addresses | IncomingFields.Protocol, 50), (fields.Values.Present, fields.Values.Protocol));
    }

    [Theory]
    [InlineData(0x50, "wrong version")]
    [InlineData(0x44, "header shorter than 20 bytes")]
    [InlineData(0x40, "header of no length")]
    public void AbsurdV4HeadersLeaveEveryFieldAbsent(byte versionAndLength, string why)
    {
        byte[] packet = Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Udp, Packets.Ports(1, 2));
        packet[0] = versionAndLength;
        PacketFields fields = default;
        var bytes = new MemoryBytes(packet);

        PacketHeaders.ExtractV4(ref bytes, &fields, outbound: true);

        Assert.True((fields.Values.Present, fields.Malformed) == (0u, (byte)1), why);
    }

    [Fact]
    public void AHeaderLengthBeyondThePacketLeavesPortsAbsent()
    {
        byte[] packet = Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Udp, Packets.Ports(1, 2));
        packet[0] = 0x4f;

        PacketFields fields = Extract(packet);

        Assert.Equal((IncomingFields.Addresses | IncomingFields.Protocol, (byte)1), (fields.Values.Present, fields.Malformed));
    }

    [Fact]
    public void EveryTruncationIsMarkedAndNeverReadPast()
    {
        byte[][] whole =
        [
            Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Tcp, Packets.Ports(1, 2), options: new byte[8]),
            Packets.V4("10.0.0.1", "10.0.0.2", InternetProtocol.Icmp, Packets.Icmp(8, 0)),
            Packets.V6("fd00::1", "fd00::2", [(InternetProtocol.HopByHopOptions, Packets.Extension(2))], InternetProtocol.Udp, Packets.Ports(1, 2)),
        ];
        foreach (byte[] packet in whole)
        {
            int needed = packet.Length - (packet[9] == InternetProtocol.Icmp ? 6 : 4);
            for (int length = 1; length <= packet.Length; length++)
            {
                PacketFields fields = Extract(packet[..length]);
                Assert.Equal(length < needed, fields.Malformed == 1);
                Assert.Equal(length >= needed, fields.Values.Present == Everything);
            }
        }
    }

    [Fact]
    public void HeadersThatClaimToBeLongerThanThePacketHaveNoSize()
    {
        byte[] v4 = Packets.V4("10.0.0.1", "10.0.0.2", 47, [1, 2, 3, 4], [], 0);
        v4[0] = 0x4f;
        byte[] v6 = Packets.V6("fd00::1", "fd00::2", [(InternetProtocol.DestinationOptions, Packets.Extension(1))], 47, [1, 2, 3, 4]);
        v6[41] = 0xff;

        foreach (byte[] packet in new[] { v4, v6 })
        {
            PacketFields fields = Extract(packet);
            Assert.Equal((IncomingFields.Addresses | IncomingFields.Protocol, 47, (byte)1), (fields.Values.Present, fields.Values.Protocol, fields.Malformed));
            Assert.Equal((MetadataFields.None, (ushort)0), (fields.Metadata.Present, fields.Metadata.IpHeaderSize));
        }
    }

    [Fact]
    public void RandomBytesNeverThrow()
    {
        var random = new Random(20261124);
        for (int i = 0; i < 200_000; i++)
        {
            byte[] packet = new byte[random.Next(1, 120)];
            random.NextBytes(packet);
            packet[0] = (byte)((random.Next(2) == 0 ? 0x40 : 0x60) | (packet[0] & 15));
            PacketFields fields = Extract(packet, random.Next(2) == 0);
            Assert.Equal(IncomingFields.None, fields.Values.Present & ~Everything);
            Assert.True((fields.Values.Present & IncomingFields.Ports) == 0 || (fields.Values.Present & IncomingFields.Protocol) != 0);
        }
    }
}
