using System.Buffers.Binary;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Weir.Bpf;
using Weir.Bpf.Language;
using Weir.Linux.Programs;
using Weir.Testing;

namespace Weir.Linux.Tests.TrafficControl;

/// <summary>Extraction of the Ethernet header: hand-made frames on the CLR, and the same ones in the kernel's test run.</summary>
public unsafe class EthernetHeaderTests
{
    private const string Ours = "02-00-00-00-00-01";
    private const string Theirs = "02-00-00-00-00-02";
    private const ushort V4 = 0x0800;
    private const ushort CustomerTag = 0x8100;
    private const ushort ServiceTag = 0x88a8;

    private const IncomingFields Always = IncomingFields.InterfaceIndex | IncomingFields.EmbeddedRemoteAddress | IncomingFields.Flags;

    private const IncomingFields Addressed =
        Always | IncomingFields.Addresses | IncomingFields.LocalAddressType | IncomingFields.DestinationAddressType;

    private const IncomingFields Vlan = IncomingFields.RemotePort;

    private const IncomingFields Untagged = Addressed | IncomingFields.LocalPort;

    [Fact]
    public void AFrameHasItsTwoEndsByDirection()
    {
        byte[] frame = Frame(Ours, Theirs, V4);

        PacketFields inbound = OnTheClr(frame, outbound: false);
        PacketFields outbound = OnTheClr(frame, outbound: true);

        Assert.Equal((0x02_0000_0000_01ul, 0x02_0000_0000_02ul), (inbound.Values.LocalMacAddress, inbound.Values.RemoteMacAddress));
        Assert.Equal((0x02_0000_0000_02ul, 0x02_0000_0000_01ul), (outbound.Values.LocalMacAddress, outbound.Values.RemoteMacAddress));
        Assert.Equal((Untagged, V4), (inbound.Values.Present, inbound.Values.EtherType));
        Assert.Equal(EthernetFlags.IsNativeEthernet, inbound.Values.Flags);
    }

    [Theory]
    [InlineData("ff-ff-ff-ff-ff-ff", EthernetAddressType.Broadcast)]
    [InlineData("01-00-5e-00-00-01", EthernetAddressType.Multicast)]
    [InlineData("33-33-00-00-00-01", EthernetAddressType.Multicast)]
    [InlineData("ff-ff-ff-ff-ff-fe", EthernetAddressType.Multicast)]
    [InlineData(Ours, EthernetAddressType.Unicast)]
    public void TheKindOfAnAddressIsToldByItsFirstByte(string destination, byte kind)
    {
        byte[] frame = Frame(destination, Theirs, V4);

        Assert.Equal((kind, EthernetAddressType.Unicast), Kinds(OnTheClr(frame, outbound: false)));
        Assert.Equal((EthernetAddressType.Unicast, kind), Kinds(OnTheClr(frame, outbound: true)));

        static (byte, byte) Kinds(PacketFields fields) => (fields.Values.LocalAddressType, fields.Values.DestinationAddressType);
    }

    [Fact]
    public void TheOutermostTagIsTheVlanWhereverItStands()
    {
        byte[] inData = Frame(Ours, Theirs, V4, (CustomerTag, 0x7005));
        byte[] twice = Frame(Ours, Theirs, V4, (ServiceTag, 0xe007), (CustomerTag, 0x0005));
        byte[] inner = Frame(Ours, Theirs, V4, (CustomerTag, 0x0005));

        Assert.Equal((5, V4), Tagged(OnTheClr(inData, false)));
        Assert.Equal((7, V4), Tagged(OnTheClr(twice, false)));
        Assert.Equal((7, V4), Tagged(OnTheClr(inner, false, (ServiceTag, 0xe007))));
        Assert.Equal((5, V4), Tagged(OnTheClr(Frame(Ours, Theirs, V4), false, (CustomerTag, 0x7005))));

        static (ushort, ushort) Tagged(PacketFields fields)
        {
            Assert.Equal(Untagged | Vlan, fields.Values.Present);
            return (fields.Values.VlanId, fields.Values.EtherType);
        }
    }

    [Fact]
    public void PriorityTagsAreOfVlanZero()
    {
        PacketFields fields = OnTheClr(Frame(Ours, Theirs, V4, (CustomerTag, 0xe000)), outbound: false);

        Assert.Equal((Untagged | Vlan, 0), (fields.Values.Present, fields.Values.VlanId));
    }

    [Fact]
    public void ALengthInThePlaceOfTheTypeIsLeftThere() =>
        Assert.Equal(38, OnTheClr(Frame("01-80-c2-00-00-00", Theirs, 38), outbound: false).Values.EtherType);

    [Fact]
    public void EightTagsAreTheLimit()
    {
        PacketFields eight = WithTags(8);
        PacketFields nine = WithTags(9);

        Assert.Equal((Untagged | Vlan, EthernetFlags.IsNativeEthernet), (eight.Values.Present, eight.Values.Flags));
        Assert.Equal(Addressed | Vlan, nine.Values.Present);
        Assert.Equal(EthernetFlags.IsNativeEthernet | EthernetFlags.IsMalformed, nine.Values.Flags);

        static PacketFields WithTags(int count) =>
            OnTheClr(Frame(Ours, Theirs, V4, [.. Enumerable.Repeat((CustomerTag, (ushort)5), count)]), outbound: false);
    }

    [Fact]
    public void EveryTruncationIsMarkedAndNeverReadPast()
    {
        byte[] frame = Frame(Ours, Theirs, V4, (ServiceTag, 7), (CustomerTag, 5));
        for (int length = 0; length <= frame.Length; length++)
        {
            PacketFields fields = OnTheClr(frame[..length], outbound: false);

            Assert.Equal(length < 22, (fields.Values.Flags & EthernetFlags.IsMalformed) != 0);
            Assert.Equal(length < 22 ? 1 : 0, fields.Malformed);
            Assert.Equal(length >= 22, (fields.Values.Present & IncomingFields.LocalPort) != 0);
            Assert.Equal(length >= 14, (fields.Values.Present & IncomingFields.Addresses) != 0);
        }
    }

    /// <summary>Good, truncated and absurd frames, the outermost tag beside them or in them, on an interface of a namespace.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheKernelExtractsWhatTheClrExtracts(bool outbound)
    {
        using NetworkNamespace host = NetworkNamespace.Create();
        NetworkLink link;
        using (RouteNetlink netlink = RouteNetlink.Open(host))
        {
            netlink.CreateVirtualEthernetPair("a", "b", host, index: 42);
            link = netlink.FindLink("a")!;
        }

        using TestProgram program = new(typeof(EthernetTestPrograms), outbound ? nameof(EthernetTestPrograms.Outbound) : nameof(EthernetTestPrograms.Inbound));
        using MappedMemory tag = program.Map(nameof(EthernetTestPrograms.Tag)).MapMemory();
        using MappedMemory found = program.Map(nameof(EthernetTestPrograms.Found)).MapMemory();
        byte[] context = new byte[192];
        BinaryPrimitives.WriteInt32LittleEndian(context.AsSpan(40), link.Index);
        Random random = new(20261129);
        int tagged = 0;
        host.Run(() =>
        {
            for (int i = 0; i < 4000; i++)
            {
                byte[] frame = RandomFrame(random);
                (ushort, ushort)? beside = random.Next(2) == 0 ? (random.Next(2) == 0 ? CustomerTag : ServiceTag, (ushort)random.Next(0x10000)) : null;
                *(ulong*)tag.Pointer = beside is { } pushed ? ((ulong)pushed.Item1 << 16) | pushed.Item2 : 0;

                Assert.Equal(0u, program.Program.TestRun(frame, context: context).ReturnValue);

                PacketFields expected = OnTheClr(frame, outbound, beside, link);
                PacketFields fields = *(PacketFields*)found.Pointer;
                Assert.Equal(Describe(expected), Describe(fields));
                tagged += (fields.Values.Present & Vlan) != 0 ? 1 : 0;
            }
        });

        Assert.InRange(tagged, 2000, 3900);
    }

    /// <summary>Segments whose payload lies in page fragments, read across the end of the linear part.</summary>
    [Fact]
    public void BytesBeyondTheLinearPartAreReadToo()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using TestProgram program = new(typeof(EthernetTestPrograms), nameof(EthernetTestPrograms.Compare));
        using MappedMemory memory = program.Map(nameof(EthernetTestPrograms.Counts)).MapMemory();
        using BpfLink link = network.Client.Run(() =>
        {
            using RouteNetlink netlink = RouteNetlink.Open();
            return BpfLink.AttachTcx(program.Program, netlink.GetIndex(network.Client.InterfaceName), TcxDirection.Egress);
        });
        using Socket listener = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(network.Server4, 4000));
        listener.Listen();
        using Socket client = network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(network.Server4, 4000);
        using Socket server = listener.Accept();
        byte[] payload = new byte[100_000];
        new Random(20261129).NextBytes(payload);
        byte[] received = new byte[payload.Length];
        Thread sender = new(() => client.Send(payload));
        sender.Start();
        for (int count = 0; count < received.Length;)
        {
            count += server.Receive(received.AsSpan(count));
        }

        sender.Join();
        EthernetTestPrograms.ReadCounts counts = *(EthernetTestPrograms.ReadCounts*)memory.Pointer;
        Assert.Equal(payload, received);
        Assert.InRange(counts.Fragmented, 1u, ulong.MaxValue);
        Assert.Equal((counts.Fragmented * 16, 0ul), (counts.Reads, counts.Wrong));
    }

    private static byte[] RandomFrame(Random random)
    {
        string[] destinations = [Ours, "ff-ff-ff-ff-ff-ff", "01-00-5e-00-00-01", Theirs];
        var tags = new (ushort, ushort)[random.Next(3) == 0 ? random.Next(10) : random.Next(3)];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = (random.Next(2) == 0 ? CustomerTag : ServiceTag, (ushort)random.Next(0x10000));
        }

        byte[] frame = Frame(destinations[random.Next(destinations.Length)], Theirs, (ushort)random.Next(0x10000), tags);
        for (int changes = random.Next(4) == 0 ? random.Next(1, 8) : 0; changes > 0; changes--)
        {
            frame[random.Next(frame.Length)] = (byte)random.Next(256);
        }

        // The kernel takes no less than an Ethernet header.
        return random.Next(4) == 0 ? frame[..random.Next(14, frame.Length + 1)] : frame;
    }

    private static byte[] Frame(string destination, string source, ushort type, params (ushort Type, ushort Tag)[] tags)
    {
        byte[] frame = new byte[14 + (tags.Length * 4) + 40];
        PhysicalAddress.Parse(destination.ToUpperInvariant()).GetAddressBytes().CopyTo(frame, 0);
        PhysicalAddress.Parse(source.ToUpperInvariant()).GetAddressBytes().CopyTo(frame, 6);
        int offset = 12;
        foreach ((ushort tagType, ushort tag) in tags)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(offset), tagType);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(offset + 2), tag);
            offset += 4;
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(offset), type);
        return frame;
    }

    private static PacketFields OnTheClr(byte[] frame, bool outbound, (ushort Type, ushort Tag)? beside = null, NetworkLink? link = null)
    {
        byte* address = stackalloc byte[8];
        link?.HardwareAddress.GetAddressBytes().CopyTo(new Span<byte>(address, 6));
        net_device device = new() { ifindex = link?.Index ?? 7, type = 1, dev_addr = address };
        sk_buff buffer = new() { dev = &device };
        TrafficControlContext context = new() { len = (uint)frame.Length, ifindex = (uint)device.ifindex, Buffer = &buffer };
        if (beside is { } tag)
        {
            (context.vlan_present, context.vlan_proto, context.vlan_tci) = (1, tag.Type, tag.Tag);
        }

        PacketFields fields = default;
        MemoryBytes bytes = new(frame);
        EthernetHeader.Extract(ref bytes, &context, &fields, outbound);
        return fields;
    }

    private static string Describe(PacketFields fields) =>
        $"{fields.Values.Present}, interface {fields.Values.InterfaceIndex} {fields.Values.InterfaceMacAddress:x12}, "
        + $"local {fields.Values.LocalMacAddress:x12} {fields.Values.LocalAddressType}, "
        + $"remote {fields.Values.RemoteMacAddress:x12} {fields.Values.DestinationAddressType}, type {fields.Values.EtherType:x4}, "
        + $"VLAN {fields.Values.VlanId}, flags {fields.Values.Flags:x}, malformed {fields.Malformed}";
}
