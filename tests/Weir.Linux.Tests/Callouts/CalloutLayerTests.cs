using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Tests.PacketLayers;
using Weir.Testing;

namespace Weir.Linux.Tests.Callouts;

/// <summary>Callouts at the layers of IP packets, forwarding, ICMP errors and datagrams, over real traffic: each is called, reads the packet and decides.</summary>
public sealed class CalloutLayerTests : IDisposable
{
    private const ushort Port = 7796;
    private const int Size = 32;
    private const byte First = 0xa5;
    private const int Rounds = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TestNetwork _network = TestNetwork.CreateRouted();

    public void Dispose() => _network.Dispose();

    public static TheoryData<LayerId, bool> Cases()
    {
        TheoryData<LayerId, bool> cases = [];
        foreach (LayerId layer in new[]
        {
            LayerId.InboundIpPacketV4, LayerId.OutboundIpPacketV4, LayerId.IpForwardV4, LayerId.DatagramDataV4, LayerId.InboundIcmpErrorV4, LayerId.OutboundIcmpErrorV4,
        })
        {
            cases.Add(layer, false);
            cases.Add(layer, true);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ACalloutDecides(LayerId v4, bool isV6)
    {
        LayerId layer = LookOf.Layer(v4, isV6);
        bool isError = v4 is LayerId.InboundIcmpErrorV4 or LayerId.OutboundIcmpErrorV4;
        IPAddress server = isV6 ? _network.Server6 : _network.Server4;
        using Socket receiver = _network.Server.OpenSocket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(server, isError ? Port + 1 : Port));
        receiver.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        using Socket sender = _network.Client.OpenSocket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(new IPEndPoint(server, Port));
        using EnforcedHost host = new(HostOf(v4));
        using CalloutRegistration registration = host.Engine.RegisterCallout(new BlocksOdd(), Guid.NewGuid());
        host.Session.AddCallout(new CalloutSpec { Key = registration.Key, Name = "blocks odd", ApplicableLayer = layer });
        ulong id = host.Session.AddFilter(new FilterSpec
        {
            Name = "by callout",
            Layer = layer,
            Action = FilterAction.CalloutTerminating,
            Callout = registration.Key,
            Conditions = [Peer(v4, server)],
        });

        for (byte round = 0; round < Rounds; round++)
        {
            bool isBlocked = round % 2 != 0;
            byte[] payload = new byte[Size];
            (payload[0], payload[^1]) = (First, round);
            Assert.Equal(v4 == LayerId.OutboundIpPacketV4 && isBlocked, IsRefused(() => sender.Send(payload)));

            Assert.True(SpinWait.SpinUntil(() => registration.ReadCounters().Classifications == round + 1ul, s_patience));
            if (isError)
            {
                Assert.True(isBlocked || SpinWait.SpinUntil(() => ErrorOf(sender) == SocketError.ConnectionRefused, s_patience));
                Assert.Equal(SocketError.Success, ErrorOf(sender));
            }
        }

        for (byte round = 0; round < Rounds && !isError; round += 2)
        {
            byte[] received = new byte[Size];
            Assert.Equal(Size, receiver.Receive(received));
            Assert.Equal(round, received[^1]);
        }

        int headers = isV6 ? 48 : 28;
        uint length = (uint)(Size + headers + (isError ? headers : 0));
        Assert.Equal(0, receiver.Available);
        Assert.Equal(new FilterCounters(Rounds, Rounds * length), host.Engine.GetCounters(id));
        Assert.Equal((Rounds / 2ul, Rounds / 2ul * length), (host.Kernel.GetLayerCounters(layer).BlockedPackets, host.Kernel.GetLayerCounters(layer).BlockedBytes));
        Assert.Equal(0u, registration.ReadCounters().Faults);
        List<Record> records = [];
        registration.Maps.Consume<Record>(BlocksOdd.Records, records.Add, s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(
            Enumerable.Repeat(new Record { LayerId = (uint)layer, PacketLength = length, PayloadOffset = (uint)headers, First = First }, Rounds), records);
    }

    private TestHost HostOf(LayerId v4) => v4 switch
    {
        LayerId.IpForwardV4 => _network.Router!,
        LayerId.OutboundIpPacketV4 or LayerId.InboundIcmpErrorV4 => _network.Client,
        _ => _network.Server,
    };

    private static SocketError ErrorOf(Socket socket) => (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;

    private static bool IsRefused(Action send)
    {
        try
        {
            send();
            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            return true;
        }
    }

    /// <summary>Datagrams and errors of this conversation, without neighbour discovery.</summary>
    private FilterCondition Peer(LayerId v4, IPAddress server) => v4 switch
    {
        LayerId.IpForwardV4 => new FilterCondition(Fields.IpDestinationAddress, FilterMatchType.Equal, FilterValue.Address(server)),
        LayerId.OutboundIpPacketV4 or LayerId.InboundIcmpErrorV4 => FilterCondition.RemoteAddress(server),
        _ => FilterCondition.RemoteAddress(_network.Client.Address(server.AddressFamily)),
    };

    private record struct Record
    {
        public uint LayerId;
        public uint PacketLength;
        public uint PayloadOffset;
        public uint First;
    }

    /// <summary>Blocks what ends with an odd byte, and tells what it has seen.</summary>
    [KernelLicense(TestCallouts.License)]
    private sealed unsafe class BlocksOdd : ICallout
    {
        public static readonly RingBufferMap Records = new(1 << 12);

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            Record* record = Records.Reserve<Record>();
            if (record == null)
            {
                return;
            }

            record->LayerId = values.LayerId;
            record->PacketLength = metadata.PacketLength;
            record->PayloadOffset = metadata.PayloadOffset;
            packet.TryReadByte(packet.Length - Size, out byte first);
            record->First = first;
            Records.Submit(record);
            if (packet.TryReadByte(packet.Length - 1, out byte last) && (last & 1) != 0)
            {
                classifyOut.Block();
            }
            else
            {
                classifyOut.Permit();
            }
        }
    }
}
