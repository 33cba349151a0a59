using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Tests.Callouts;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>The layers of what was discarded, over real traffic: what Weir blocks is shown there with its reason, and nothing else is.</summary>
public sealed class DiscardTests
{
    private const ushort Port = 7811;
    private const ushort ClosedPort = 7812;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void WhatALayerBlocksIsShownWithTheFilterThatBlocksIt(bool isV6, bool isAtInterfaces)
    {
        using TestNetwork network = TestNetwork.CreateRouted();
        using EnforcedHost client = new(network.Client);
        using EnforcedHost router = new(network.Router!);
        using EnforcedHost server = new(network.Server);
        IPAddress clientAddress = network.Client.Address(isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        IPAddress serverAddress = isV6 ? network.Server6 : network.Server4;
        using Socket receiver = network.Server.OpenSocket(serverAddress.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(serverAddress, Port));
        receiver.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        using Socket sender = network.Client.OpenSocket(serverAddress.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        network.Server.SendIcmpErrorsWithoutLimit();
        FilterCondition fromClient = FilterCondition.RemoteAddress(clientAddress);
        FilterCondition toServer = FilterCondition.RemoteAddress(serverAddress);
        FilterCondition forwarded = new(Fields.IpDestinationAddress, FilterMatchType.Equal, FilterValue.Address(serverAddress));
        foreach ((EnforcedHost host, LayerId v4, FilterCondition condition, ushort port) in new[]
        {
            (server, LayerId.InboundIpPacketV4, fromClient, Port),
            (server, LayerId.InboundTransportV4, fromClient, Port),
            (server, LayerId.DatagramDataV4, fromClient, Port),
            (server, LayerId.OutboundIcmpErrorV4, fromClient, ClosedPort),
            (client, LayerId.OutboundTransportV4, toServer, Port),
            (client, LayerId.OutboundIpPacketV4, toServer, Port),
            (client, LayerId.InboundIcmpErrorV4, toServer, ClosedPort),
            (router, LayerId.IpForwardV4, forwarded, Port),
        }.Where(place => !isAtInterfaces || place.Item2 is LayerId.OutboundTransportV4 or LayerId.OutboundIpPacketV4))
        {
            LayerId layer = LookOf.Layer(v4, isV6);
            if (isAtInterfaces)
            {
                host.Session.AddFilter(new FilterSpec
                {
                    Name = "limits nothing",
                    Layer = layer,
                    Action = FilterAction.Limit,
                    Limit = LimitSpec.Packets(1, 1),
                    Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse(isV6 ? "2001:db8:9::1" : "203.0.113.99"))],
                });
            }

            LayerId discard = layer + 1;
            ConcurrentQueue<NetEvent> events = [];
            void Keep(NetEvent seen) => events.Enqueue(seen);
            host.Kernel.NetEventRaised += Keep;
            ulong block = Add(host, layer, FilterAction.Block, 1, condition);
            Send(1);
            Await(host, block, 1);
            Assert.Equal(default, host.Kernel.GetLayerCounters(discard));

            ulong shown = Add(host, discard, FilterAction.Block, 1, condition);
            ulong other = Add(host, discard, FilterAction.Permit, 9, condition with { Match = FilterMatchType.NotEqual });
            Send(2);
            Await(host, block, 2);
            FilterCounters once = new(1, host.Engine.GetCounters(block).Bytes / 2);
            Assert.Equal(once, host.Engine.GetCounters(shown));
            Assert.Equal(default, host.Engine.GetCounters(other));
            Assert.True(SpinWait.SpinUntil(() => events.Any(seen => seen.Layer == discard), s_patience), $"{discard} makes no event");
            NetEvent told = Assert.Single(events, seen => seen.Layer == discard);
            NetEvent blocked = events.Last(seen => seen.Layer == layer);
            Assert.Equal((Verdict.Block, shown, DiscardReason.FirewallPolicy, block), (told.Verdict, told.FilterId, told.DiscardReason, told.DiscardFilterId));
            Assert.Equal((null, null), (blocked.DiscardReason, blocked.DiscardFilterId));
            Assert.Equal(
                (blocked.Direction, blocked.Protocol, blocked.LocalAddress, blocked.LocalPort, blocked.RemoteAddress, blocked.RemotePort, blocked.InterfaceIndex),
                (told.Direction, told.Protocol, told.LocalAddress, told.LocalPort, told.RemoteAddress, told.RemotePort, told.InterfaceIndex));
            Assert.Equal((1ul, 0ul), (host.Kernel.GetLayerCounters(discard).BlockedPackets, host.Kernel.GetLayerCounters(discard).PermittedPackets));

            // It is lost whatever the layer of what was discarded says.
            ulong permit = Add(host, discard, FilterAction.Permit, 12, condition);
            Send(3);
            Await(host, block, 3);
            Assert.Equal(once, host.Engine.GetCounters(permit));
            Assert.Equal(1ul, host.Kernel.GetLayerCounters(discard).PermittedPackets);
            host.Session.DeleteFilter(permit);

            host.Session.DeleteFilter(block);
            Send(4);
            if (port == Port)
            {
                byte[] received = new byte[4];
                Assert.Equal((1, (byte)4), (receiver.Receive(received), received[0]));
            }

            Assert.Equal(once, host.Engine.GetCounters(shown));
            host.Session.DeleteFilter(shown);
            host.Session.DeleteFilter(other);
            Assert.False(host.Kernel.IsAttached(discard));
            host.Kernel.NetEventRaised -= Keep;

            void Send(byte round)
            {
                try
                {
                    sender.SendTo([round], new IPEndPoint(serverAddress, port));
                }
                catch (SocketException error) when (error.SocketErrorCode is SocketError.AccessDenied)
                {
                }
            }
        }
    }

    /// <summary>A callout at the layer of what was discarded gets reason and filter; what a callout absorbs at the layer itself never comes there.</summary>
    [Theory]
    [InlineData(LayerId.InboundTransportV4)]
    [InlineData(LayerId.InboundTransportV6)]
    public void ACalloutGetsTheReason(LayerId layer)
    {
        using TestNetwork network = TestNetwork.CreatePair();
        bool isV6 = layer == LayerId.InboundTransportV6;
        IPAddress address = isV6 ? network.Server6 : network.Server4;
        using EnforcedHost host = new(network.Server);
        using CalloutRegistration reads = host.Engine.RegisterCallout(new TellsDiscards(), Guid.NewGuid());
        using CalloutRegistration absorbs = host.Engine.RegisterCallout(new Absorbs(), Guid.NewGuid());
        host.Session.AddCallout(new CalloutSpec { Key = reads.Key, Name = "tells", ApplicableLayer = layer + 1 });
        host.Session.AddCallout(new CalloutSpec { Key = absorbs.Key, Name = "absorbs", ApplicableLayer = layer });
        FilterCondition toPort = FilterCondition.LocalPort(Port);
        host.Session.AddFilter(new FilterSpec
        {
            Name = "tells",
            Layer = layer + 1,
            Action = FilterAction.CalloutInspection,
            Callout = reads.Key,
        });
        ulong absorbing = host.Session.AddFilter(new FilterSpec
        {
            Name = "absorbs",
            Layer = layer,
            Action = FilterAction.CalloutTerminating,
            Callout = absorbs.Key,
            Conditions = [toPort],
        });
        using Socket sender = network.Client.OpenSocket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        sender.SendTo(new byte[8], new IPEndPoint(address, Port));
        Await(host, absorbing, 1);
        host.Session.DeleteFilter(absorbing);
        ulong block = Add(host, layer, FilterAction.Block, 1, toPort);
        sender.SendTo(new byte[24], new IPEndPoint(address, Port));
        Await(host, block, 1);

        List<TellsDiscards.Record> records = [];
        reads.Maps.Consume<TellsDiscards.Record>(TellsDiscards.Records, records.Add, s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(
            new TellsDiscards.Record
            {
                Reason = DiscardReason.FirewallPolicy,
                FilterId = block,
                LayerId = (uint)(layer + 1),
                PayloadLength = 24,
            },
            Assert.Single(records));
    }

    [Fact]
    public void StatusNamesTheHooksThatThereAre()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using EnforcedHost host = new(network.Server);
        host.Session.AddFilter(new FilterSpec { Name = "arrived", Layer = LayerId.InboundIpPacketV4Discard, Action = FilterAction.Permit });
        host.Session.AddFilter(new FilterSpec { Name = "forwarded", Layer = LayerId.IpForwardV4Discard, Action = FilterAction.Permit });

        Assert.Equal("netfilter LOCAL_OUT priority -449", HooksOf(LayerId.InboundIpPacketV4Discard));
        Assert.Equal("", HooksOf(LayerId.IpForwardV4Discard));

        host.Session.AddFilter(new FilterSpec { Name = "arriving", Layer = LayerId.InboundIpPacketV4, Action = FilterAction.Permit });

        Assert.Equal("netfilter LOCAL_OUT priority -449, netfilter PRE_ROUTING priority -450", HooksOf(LayerId.InboundIpPacketV4Discard));

        string HooksOf(LayerId layer) => string.Join(", ", host.Kernel.ReadStatus().Single(status => status.Layer == layer).Hooks);
    }

    private static ulong Add(EnforcedHost host, LayerId layer, FilterAction action, byte weight, FilterCondition condition) =>
        host.Session.AddFilter(new FilterSpec
        {
            Name = $"{action}",
            Layer = layer,
            Action = action,
            Weight = FilterWeight.Range(weight),
            Conditions = [condition],
        });

    private static void Await(EnforcedHost host, ulong filter, ulong packets) =>
        Assert.True(
            SpinWait.SpinUntil(() => host.Engine.GetCounters(filter).Packets == packets, s_patience),
            $"{host.Engine.GetCounters(filter).Packets} packets, not {packets}, were decided at {host.Engine.Policy.FindFilter(filter)!.Spec.Layer}");

    [KernelLicense(TestCallouts.License)]
    private sealed unsafe class TellsDiscards : ICallout
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

            record->Reason = metadata.Has(MetadataFields.DiscardReason) ? metadata.DiscardReason : 0;
            record->LayerId = values.LayerId;
            record->FilterId = metadata.DiscardFilterId;
            record->PayloadLength = packet.Length - metadata.PayloadOffset;
            record->Reserved = 0;
            Records.Submit(record);
        }

        public record struct Record
        {
            public DiscardReason Reason;
            public uint LayerId;
            public ulong FilterId;
            public uint PayloadLength;
            public uint Reserved;
        }
    }

    [KernelLicense(TestCallouts.License)]
    private sealed class Absorbs : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            classifyOut.Block();
            classifyOut.Flags |= ClassifyOutFlags.Absorb;
        }
    }
}
