using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;
using Verdict = Weir.Linux.Programs.Verdict;

namespace Weir.Linux;

/// <summary>Takes event records out of the ring on a thread of its own and hands them on as net events.</summary>
internal sealed partial class EventPump : IDisposable
{
    private const int ClockBootTime = 7;

    /// <summary>The index of lo in every network namespace: LOOPBACK_IFINDEX of the kernel's net/flow.h.</summary>
    private const uint LoopbackInterface = 1;

    private readonly RingBuffer _ring;
    private readonly FilterRecords _records;
    private readonly Action<NetEvent> _deliver;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _stop = new();

    public EventPump(BpfMap ring, FilterRecords records, Action<NetEvent> deliver)
    {
        _records = records;
        _ring = RingBuffer.Open(ring);
        _deliver = deliver;
        _thread = new Thread(Run) { IsBackground = true, Name = "Weir events" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _ring.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                _ring.Consume(Deliver, Timeout.InfiniteTimeSpan, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What happened before the links were detached is told before the engine is gone.
            _ring.Consume(Deliver);
        }
    }

    private void Deliver(ReadOnlySpan<byte> bytes)
    {
        EventRecord record = MemoryMarshal.Read<EventRecord>(bytes);
        PacketLayer layer = LayerTable.Rows[record.LayerSlot];
        bool Has(IncomingFields field) => ((IncomingFields)record.Present & field) != 0;
        NetEvent seen = new()
        {
            Time = TimeOf(record.BootTime),
            Layer = layer.Id,
            Verdict = record.Verdict == Verdict.Block ? Engine.Verdict.Block : Engine.Verdict.Permit,
            FilterId = record.FilterId,
            DiscardReason = HasReason(record) ? (DiscardReason)record.DiscardReason : null,
            DiscardFilterId = HasReason(record) && record.DiscardFilterId != 0 ? record.DiscardFilterId : null,
            IsVeto = (record.Flags & Decision.FlagVeto) != 0,
            TerminatingFilters = EventDeciders.Read(record, _records),
            Direction = layer.Direction is { } always ? always
                : !Has(IncomingFields.Direction) ? null
                : (record.Flags & EventRecord.FlagOutbound) != 0 ? Direction.Outbound : Direction.Inbound,
            IsLoopback = record.InterfaceIndex == LoopbackInterface && Has(IncomingFields.InterfaceIndex),
            Protocol = Has(IncomingFields.Protocol) ? record.Protocol : null,
            LocalAddress = Has(IncomingFields.LocalAddress) ? Address(record.LocalAddressHigh, record.LocalAddressLow, layer.IsV6) : null,
            RemoteAddress = Has(IncomingFields.RemoteAddress) ? Address(record.RemoteAddressHigh, record.RemoteAddressLow, layer.IsV6) : null,
            LocalPort = Has(IncomingFields.LocalPort) ? record.LocalPort : null,
            RemotePort = Has(IncomingFields.RemotePort) ? record.RemotePort : null,
            InterfaceIndex = Has(IncomingFields.InterfaceIndex) ? record.InterfaceIndex : null,
        };
        _deliver(layer.IsAtInterfaces ? OfFrame(seen, record) : seen);
    }

    private static bool HasReason(in EventRecord record) => ((MetadataFields)record.MetadataPresent).HasFlag(MetadataFields.DiscardReason);

    /// <summary>What of a frame stands in the places of addresses and ports.</summary>
    private static NetEvent OfFrame(NetEvent common, in EventRecord record)
    {
        IncomingFields present = (IncomingFields)record.Present;
        return common with
        {
            Protocol = null,
            LocalAddress = null,
            RemoteAddress = null,
            LocalPort = null,
            RemotePort = null,
            LocalMacAddress = present.HasFlag(IncomingFields.LocalAddress) ? MacAddress(record.LocalAddressLow) : null,
            RemoteMacAddress = present.HasFlag(IncomingFields.RemoteAddress) ? MacAddress(record.RemoteAddressLow) : null,
            EtherType = present.HasFlag(IncomingFields.LocalPort) ? record.LocalPort : null,
            VlanId = present.HasFlag(IncomingFields.RemotePort) ? record.RemotePort : null,
        };
    }

    private static PhysicalAddress MacAddress(ulong number)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return new PhysicalAddress(bytes[2..]);
    }

    private static IPAddress Address(ulong high, ulong low, bool isV6)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new IPAddress(isV6 ? bytes : bytes[12..]);
    }

    private static DateTimeOffset TimeOf(ulong bootNanoseconds)
    {
        if (clock_gettime(ClockBootTime, out Timespec now) != 0)
        {
            return DateTimeOffset.UtcNow;
        }

        long age = (now.Seconds * 1_000_000_000) + now.Nanoseconds - (long)bootNanoseconds;
        return DateTimeOffset.UtcNow - TimeSpan.FromTicks(age / 100);
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
