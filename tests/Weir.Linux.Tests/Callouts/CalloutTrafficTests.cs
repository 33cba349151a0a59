using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Callouts;

/// <summary>Callouts on real packets.</summary>
public class CalloutTrafficTests
{
    private const ushort Port = 5000;

    /// <summary>
    /// A datagram of several fragments arrives reassembled, most of it outside the linear part of its buffer: the callout finds the
    /// payload and reads the same bytes at its start, in its middle and at its end, by every kind of read.
    /// </summary>
    [Theory]
    [InlineData(AddressFamily.InterNetwork, LayerId.InboundTransportV4)]
    [InlineData(AddressFamily.InterNetworkV6, LayerId.InboundTransportV6)]
    public void TheWholePacketCanBeRead(AddressFamily family, LayerId layer)
    {
        using TestNetwork network = TestNetwork.CreatePair();
        IPAddress address = family == AddressFamily.InterNetwork ? network.Server4 : network.Server6;
        Read(network, network.Client, network.Server, (network.Client.Address(family), address), layer, FilterCondition.RemotePort(Port + 1), byteCount: 8000);
    }

    /// <summary>
    /// The same in the action placement, to which a filter that limits has brought the layer. What goes to the host itself is not cut up, and lies outside the
    /// linear part too.
    /// </summary>
    [Theory]
    [InlineData(AddressFamily.InterNetwork, LayerId.OutboundTransportV4)]
    [InlineData(AddressFamily.InterNetworkV6, LayerId.OutboundIpPacketV6)]
    public void TheWholePacketCanBeReadAtItsInterface(AddressFamily family, LayerId layer)
    {
        using TestNetwork network = TestNetwork.CreatePair();
        IPAddress address = family == AddressFamily.InterNetwork ? network.Server4 : network.Server6;
        FilterCondition mine = FilterCondition.RemoteAddress(address);
        Read(network, network.Server, network.Server, (address, address), layer, mine, byteCount: 40_000, isLimited: true);
    }

    private static void Read(
        TestNetwork network,
        TestHost client,
        TestHost server,
        (IPAddress Client, IPAddress Server) addresses,
        LayerId layer,
        FilterCondition condition,
        int byteCount,
        bool isLimited = false)
    {
        AddressFamily family = addresses.Server.AddressFamily;
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Server.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        CalloutRegistration registration = engine.RegisterCallout(new ReadsPayload(), Guid.NewGuid());
        session.AddCallout(new CalloutSpec { Key = registration.Key, Name = "reads", ApplicableLayer = layer });
        session.AddFilter(new FilterSpec
        {
            Name = "reads",
            Layer = layer,
            Action = FilterAction.CalloutInspection,
            Callout = registration.Key,
            Conditions = [condition],
        });
        if (isLimited)
        {
            session.AddFilter(new FilterSpec { Name = "limits", Layer = layer, Action = FilterAction.Limit, Limit = LimitSpec.Packets(100, 100) });
        }

        using Socket receiver = server.OpenSocket(family, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(addresses.Server, Port));
        using Socket sender = client.OpenSocket(family, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(addresses.Client, Port + 1));
        byte[] payload = new byte[byteCount];
        new Random(3).NextBytes(payload);

        sender.SendTo(payload, new IPEndPoint(addresses.Server, Port));
        byte[] received = new byte[payload.Length];
        receiver.ReceiveTimeout = 5000;
        Assert.Equal(payload.Length, receiver.Receive(received));

        List<PayloadRecord> records = [];
        registration.Maps.Consume<PayloadRecord>(ReadsPayload.Records, records.Add, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        PayloadRecord record = Assert.Single(records);
        int headers = family == AddressFamily.InterNetwork ? 28 : 48;
        Assert.Equal((uint)headers, record.PayloadOffset);
        Assert.Equal((uint)(headers + payload.Length), record.PacketLength);
        Assert.Equal(ReadsPayload.Expected(payload), record.Read);
        Assert.Equal(0u, record.ReadsPastTheEnd);
        Assert.Equal(new CalloutCounters(1, 0), registration.ReadCounters());
    }

    private struct PayloadRecord
    {
        public uint PayloadOffset;
        public uint PacketLength;
        public ulong Read;
        public uint ReadsPastTheEnd;
        public uint Reserved;
    }

    [KernelLicense(TestCallouts.License)]
    private sealed unsafe class ReadsPayload : ICallout
    {
        public static readonly RingBufferMap Records = new(1 << 16);

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            PayloadRecord* record = Records.Reserve<PayloadRecord>();
            if (record == null)
            {
                return;
            }

            uint start = metadata.PayloadOffset;
            uint end = packet.Length;
            packet.TryReadByte(start, out byte first);
            packet.TryReadUInt16(start + 3001, out ushort middle);
            packet.TryReadUInt32(start + 4999, out uint later);
            packet.TryReadUInt64(end - 8, out ulong last);
            packet.TryRead(start + 6000, out InternetAddress copied);
            record->Read = (ulong)first + middle + later + last + copied.High + copied.Low;

            // None of these lies in the packet, and a sum of offset and size that wraps does not make it so.
            uint past = 0;
            past += packet.TryReadByte(end, out _) ? 1u : 0;
            past += packet.TryReadUInt16(end - 1, out _) ? 1u : 0;
            past += packet.TryReadUInt32(end - 3, out _) ? 1u : 0;
            past += packet.TryReadUInt64(end - 7, out _) ? 1u : 0;
            past += packet.TryReadUInt64(uint.MaxValue - 3, out _) ? 1u : 0;
            past += packet.TryReadUInt32(uint.MaxValue, out _) ? 1u : 0;
            past += packet.TryRead(end - 15, out InternetAddress _) ? 1u : 0;
            past += packet.TryRead(uint.MaxValue - 7, out InternetAddress _) ? 1u : 0;
            record->ReadsPastTheEnd = past;
            record->PayloadOffset = start;
            record->PacketLength = metadata.PacketLength;
            record->Reserved = 0;
            Records.Submit(record);
        }

        /// <summary>What the reads of a payload add up to.</summary>
        public static ulong Expected(byte[] payload)
        {
            static ulong BigEndian(ReadOnlySpan<byte> bytes)
            {
                ulong number = 0;
                foreach (byte one in bytes)
                {
                    number = (number << 8) | one;
                }

                return number;
            }

            return payload[0] + BigEndian(payload.AsSpan(3001, 2)) + BigEndian(payload.AsSpan(4999, 4)) + BigEndian(payload.AsSpan(payload.Length - 8))
                + BitConverter.ToUInt64(payload, 6000) + BitConverter.ToUInt64(payload, 6008);
        }
    }
}
