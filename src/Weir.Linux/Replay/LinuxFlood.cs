using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux.Networking.Interop;
using Weir.Linux.Programs;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

/// <summary>
/// Real packets for measuring what a packet filter costs: two network namespaces of their own, joined by a veth pair, and packets that
/// one sends and the other receives for itself, past netfilter's LOCAL_IN. Behind everything that is measured there a program of this
/// class drops them, so no socket is asked and nothing is answered. Needs root. Not safe for use by several threads at once.
/// </summary>
/// <remarks>
/// The namespaces have no names: they are gone when this object is disposed, or its process ends in any way. IPv4 only.
/// </remarks>
/// <example>
/// <code>
/// using var flood = LinuxFlood.Create(packets);
/// using var engine = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = flood.Receiver });
/// FloodResult result = flood.Send(TimeSpan.FromMilliseconds(100));
/// </code>
/// </example>
public sealed unsafe class LinuxFlood : IDisposable
{
    /// <summary>The most packets that are kept; later ones of the list are left out.</summary>
    public const int MostPackets = 1 << 16;

    // The program that drops stands behind every filter: Weir's priority is 50 unless told otherwise, iptables' and nftables' 0.
    private const int DropPriority = 1000;
    private const int LargestBatch = 64;
    private const string SenderName = "flood-out";
    private const string ReceiverName = "flood-in";

    private readonly NetworkNamespace _sender;
    private readonly List<FieldValues> _packets = [];
    private BpfProgram? _dropProgram;
    private BpfLink? _dropLink;
    private FileDescriptor? _socket;
    private byte* _frames;
    private mmsghdr* _messages;
    private iovec* _vectors;

    private LinuxFlood()
    {
        _sender = NetworkNamespace.Create();
        Receiver = NetworkNamespace.Create();
    }

    /// <summary>The namespace that receives: filters to be measured are put there.</summary>
    public NetworkNamespace Receiver { get; }

    /// <summary>
    /// The packets that are sent, in their order: those of <see cref="Create"/> that can arrive, as the layer INBOUND_TRANSPORT_V4 sees
    /// them, where local is the destination.
    /// </summary>
    public IReadOnlyList<FieldValues> Packets => _packets;

    /// <summary>Makes the namespaces and the packets.</summary>
    /// <param name="packets">
    /// Fields of the layer OUTBOUND_TRANSPORT_V4: addresses, ports and protocol. Packets with addresses that no packet on a wire may have
    /// (0/8, 127/8, 224/3) are left out, and what is above <see cref="MostPackets"/>.
    /// </param>
    /// <exception cref="ArgumentException">The packets are those of another layer, or none can arrive.</exception>
    /// <exception cref="UnauthorizedAccessException">The process is not root.</exception>
    /// <exception cref="BpfException">The kernel refused the program that ends the packets' way.</exception>
    public static LinuxFlood Create(IEnumerable<FieldValues> packets)
    {
        ArgumentNullException.ThrowIfNull(packets);
        LinuxFlood flood = new();
        try
        {
            flood.Join();
            flood.Prepare(packets);
            return flood;
        }
        catch
        {
            flood.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A filter of the layer OUTBOUND_TRANSPORT_V4, for the side that receives: it meets the same packets at INBOUND_TRANSPORT_V4, where
    /// the source is the remote end.
    /// </summary>
    public static FilterSpec Mirrored(FilterSpec filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter with
        {
            Layer = LayerId.InboundTransportV4,
            Conditions = [.. filter.Conditions.Select(condition => condition with { Field = Mirrored(condition.Field) })],
        };
    }

    /// <summary>
    /// Sends the packets, from the first on and again from the first after the last, on one processor with the priority of real-time
    /// tasks. The receiving side works on the same processor, inside each sending call.
    /// </summary>
    /// <param name="atMost">Ends the flood after the batch (of 64 packets) that is under way then. Not more than a second.</param>
    /// <param name="packetsAtMost">Ends the flood after this many packets.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not above zero, or the time is more than a second.</exception>
    /// <exception cref="IOException">The kernel does not take the packets.</exception>
    public FloodResult Send(TimeSpan atMost, int packetsAtMost = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atMost, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(atMost, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(packetsAtMost);
        var lostBefore = CountLost();
        FloodResult result = default;
        Exception? failure = null;

        // A thread of its own, since it does not give its processor and priority back.
        Thread thread = new(() =>
        {
            try
            {
                result = SendHere(atMost, packetsAtMost);
            }
            catch (IOException exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result with { Lost = CountLost() - lostBefore } : throw failure;
    }

    /// <summary>Removes the namespaces.</summary>
    public void Dispose()
    {
        _dropLink?.Dispose();
        _dropProgram?.Dispose();
        _socket?.Dispose();
        _sender.Dispose();
        Receiver.Dispose();
        NativeMemory.AlignedFree(_frames);
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        _frames = null;
        _messages = null;
        _vectors = null;
    }

    private static FieldKey Mirrored(FieldKey field) =>
        field == Fields.IpLocalAddress ? Fields.IpRemoteAddress
        : field == Fields.IpRemoteAddress ? Fields.IpLocalAddress
        : field == Fields.IpLocalPort ? Fields.IpRemotePort
        : field == Fields.IpRemotePort ? Fields.IpLocalPort
        : field;

    private void Join()
    {
        VirtualEthernetEnd.Join(new VirtualEthernetEnd(_sender, SenderName), new VirtualEthernetEnd(Receiver, ReceiverName));

        // Every destination is an address of the receiver, and so is every source: routing shall refuse neither.
        Receiver.Run(() =>
        {
            foreach (var name in new[] { "all", ReceiverName })
            {
                File.WriteAllText($"/proc/sys/net/ipv4/conf/{name}/rp_filter", "0");
                File.WriteAllText($"/proc/sys/net/ipv4/conf/{name}/accept_local", "1");
            }

            File.WriteAllText("/proc/sys/net/ipv4/ip_early_demux", "0");
        });
        using (var netlink = RouteNetlink.Open(Receiver))
        {
            // A network on the loopback interface is local as a whole. The kernel takes none that begins at 0.0.0.0.
            for (var length = 1; length <= 8; length++)
            {
                var network = 0x8000_0000u >> (length - 1);
                var address = new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)(network | 1))));
                netlink.AddAddress("lo", new InterfaceAddress(address, (byte)length));
            }
        }

        _dropProgram = BpfProgram.Load(ProgramCompiler.Compile(
            typeof(FloodPrograms).GetMethod(nameof(FloodPrograms.Drop), BindingFlags.Public | BindingFlags.Static)!).Program);
        _dropLink = Receiver.Run(() => BpfLink.AttachNetfilter(_dropProgram, NetfilterFamily.IPv4, NetfilterHook.LocalIn, DropPriority));
    }

    private void Prepare(IEnumerable<FieldValues> packets)
    {
        List<FieldValues> sent = [];
        foreach (var packet in packets)
        {
            if (packet.Layer.Id != LayerId.OutboundTransportV4)
            {
                throw new ArgumentException($"The packets of a flood are those of {LayerId.OutboundTransportV4}; these are of {packet.Layer}.", nameof(packets));
            }

            if (sent.Count < MostPackets && FloodFrames.IsReceived(packet))
            {
                sent.Add(packet);
            }
        }

        if (sent.Count == 0)
        {
            throw new ArgumentException("No packet has addresses with which it can arrive.", nameof(packets));
        }

        byte[] receiver;
        int index;
        using (var netlink = RouteNetlink.Open(Receiver))
        {
            receiver = netlink.FindLink(ReceiverName)!.HardwareAddress.GetAddressBytes();
        }

        using (var netlink = RouteNetlink.Open(_sender))
        {
            index = netlink.GetIndex(SenderName);
        }

        _frames = (byte*)NativeMemory.AlignedAlloc((nuint)(sent.Count * FloodFrames.Size), FloodFrames.Size);
        _messages = (mmsghdr*)NativeMemory.AllocZeroed((nuint)sent.Count, (nuint)sizeof(mmsghdr));
        _vectors = (iovec*)NativeMemory.AllocZeroed((nuint)sent.Count, (nuint)sizeof(iovec));
        for (var i = 0; i < sent.Count; i++)
        {
            Span<byte> frame = new(_frames + (i * FloodFrames.Size), FloodFrames.Size);
            FloodFrames.Write(frame, sent[i], receiver);
            _packets.Add(TransportPacket.Parse(frame[FloodFrames.HeaderSize..].ToArray(), LayerId.InboundTransportV4).Values);
            _vectors[i] = new iovec { iov_base = _frames + (i * FloodFrames.Size), iov_len = FloodFrames.Size };
            _messages[i].msg_hdr.msg_iov = &_vectors[i];
            _messages[i].msg_hdr.msg_iovlen = 1;
        }

        _socket = _sender.Run(() => OpenSocket(index));
    }

    private static FileDescriptor OpenSocket(int index)
    {
        // Protocol 0: the socket sends only.
        var socket = LibC.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (socket.IsInvalid)
        {
            throw SystemError.Last("Opening a packet socket", "CAP_NET_RAW");
        }

        var on = 1;
        var address = new sockaddr_ll { sll_family = AF_PACKET, sll_ifindex = index };
        if (LibC.setsockopt(socket, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(int)) != 0
            || LibC.bind(socket, &address, (uint)sizeof(sockaddr_ll)) != 0)
        {
            throw SystemError.Last("Setting up a packet socket", "CAP_NET_RAW");
        }

        return socket;
    }

    private FloodResult SendHere(TimeSpan atMost, int packetsAtMost)
    {
        // Best effort: without them the measurement is less quiet, and right all the same.
        var mask = 1UL << Math.Min(Environment.ProcessorCount - 1, 63);
        var priority = 1;
        _ = LibC.sched_setaffinity(0, sizeof(ulong), &mask);
        _ = LibC.sched_setscheduler(0, SCHED_FIFO, &priority);

        var count = 0;
        var next = 0;
        var limit = (long)(atMost.TotalSeconds * Stopwatch.Frequency);
        var start = Stopwatch.GetTimestamp();
        long elapsed;
        do
        {
            var batch = Math.Min(LargestBatch, Math.Min(_packets.Count - next, packetsAtMost - count));
            var sent = LibC.sendmmsg(_socket!, _messages + next, (uint)batch, 0);
            if (sent <= 0)
            {
                throw SystemError.Last("Sending packets", "CAP_NET_RAW");
            }

            count += sent;
            next = next + sent == _packets.Count ? 0 : next + sent;
            elapsed = Stopwatch.GetTimestamp() - start;
        }
        while (count < packetsAtMost && elapsed < limit);

        return new FloodResult(count, elapsed * 1e9 / Stopwatch.Frequency, Lost: 0);
    }

    /// <summary>What the receiving queues of all processors have dropped; the second column, in hexadecimal.</summary>
    private static long CountLost() =>
        File.ReadLines("/proc/net/softnet_stat").Sum(line => Convert.ToInt64(line.Split(' ')[1], 16));
}
