using System.Net;
using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>Callouts on the CLR: what they are given, and what becomes of their answers.</summary>
public sealed class ManagedCalloutTests : IDisposable
{
    private static readonly Guid s_v6Key = Guid.NewGuid();

    private readonly ManagedEngine _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly List<NetEvent> _events = [];
    private readonly CalloutRegistration _registration;

    public ManagedCalloutTests()
    {
        _engine = new FilterEngine(_kernel);
        _engine.NetEvents += _events.Add;
        _session = _engine.OpenSession();
        _registration = _engine.RegisterCallout(new Spy());
        _session.AddCallout(Make.Callout(_registration.Key));
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void The_reference_evaluator_reaches_the_same_callouts_and_counts_nothing()
    {
        var id = _session.AddFilter(Make.CalloutFilter(_registration.Key));
        var values = new FieldValues(LayerId.OutboundTransportV4);
        var metadata = new IncomingMetadata { PacketLength = 3 };

        var byReference = _kernel.ClassifyWithReferenceEvaluator(_engine.Policy, values, [1, 2, 3], metadata);

        Assert.Equal((1UL, 0UL), (_registration.ReadCounters().Classifications, _engine.GetCounters(id).Packets));
        Assert.Empty(_events);
        Assert.Equal(byReference, _kernel.Classify(values, [1, 2, 3], metadata));
        Assert.Equal(id, byReference.FilterId);
    }

    [Fact]
    public void A_callout_gets_field_values_metadata_bytes_and_filter()
    {
        var id = _session.AddFilter(Make.CalloutFilter(_registration.Key) with { Context = 42, Weight = FilterWeight.Exact(5) });
        var values = new FieldValues(LayerId.OutboundTransportV4)
        {
            [Fields.IpProtocol] = FilterValue.UInt8(17),
            [Fields.IpLocalAddress] = FilterValue.Address(IPAddress.Parse("10.1.2.3")),
            [Fields.IpRemoteAddress] = FilterValue.Address(IPAddress.Parse("168.63.129.16")),
            [Fields.IpLocalPort] = FilterValue.UInt16(50_000),
            [Fields.IpRemotePort] = FilterValue.UInt16(53),
            [Fields.InterfaceIndex] = FilterValue.UInt32(3),
            [Fields.Direction] = FilterValue.UInt32((uint)Direction.Outbound),
        };

        _kernel.Classify(values, packet: [0x45, 0, 0, 9, 0xAB], new IncomingMetadata { PacketLength = 5, IpHeaderSize = 20, Present = MetadataFields.IpHeaderSize });

        var seen = Spy.Last.Values;
        Assert.Equal(
            IncomingFields.Protocol | IncomingFields.Addresses | IncomingFields.Ports | IncomingFields.InterfaceIndex | IncomingFields.Direction, seen.Present);
        Assert.Equal((16, 17, PacketDirection.Outbound), (seen.LayerId, seen.Protocol, seen.Direction));
        Assert.Equal((InternetAddress.FromV4(10, 1, 2, 3), InternetAddress.FromV4(168, 63, 129, 16)), (seen.LocalAddress, seen.RemoteAddress));
        Assert.Equal((50_000, 53, 3U), (seen.LocalPort, seen.RemotePort, seen.InterfaceIndex));
        Assert.Equal((5U, 20, MetadataFields.IpHeaderSize), (Spy.Last.Metadata.PacketLength, Spy.Last.Metadata.IpHeaderSize, Spy.Last.Metadata.Present));
        Assert.Equal((5U, 0x09AB), (Spy.Last.Length, Spy.Last.LastTwoBytes));
        Assert.Equal((id, 42UL, 5UL, 0x8000), (Spy.Last.Filter.FilterId, Spy.Last.Filter.Context, Spy.Last.Filter.Weight, Spy.Last.Filter.SubLayerWeight));
        Assert.Equal(new FilterCounters(Packets: 1, Bytes: 5), _engine.GetCounters(id));
    }

    [Fact]
    public void An_absent_field_is_zero_and_not_present()
    {
        _session.AddFilter(Make.CalloutFilter(_registration.Key));

        _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(0) }, byteCount: 60);

        Assert.Equal(IncomingFields.RemotePort, Spy.Last.Values.Present);
        Assert.Equal((default, 0, 60U, 0U), (Spy.Last.Values.LocalAddress, Spy.Last.Values.Protocol, Spy.Last.Metadata.PacketLength, Spy.Last.Length));
    }

    [Fact]
    public void One_class_serves_IPv6_under_a_second_key()
    {
        using var second = _engine.RegisterCallout(new Spy(), s_v6Key);
        _session.AddCallout(Make.Callout(s_v6Key, LayerId.InboundTransportV6));
        _session.AddFilter(Make.CalloutFilter(s_v6Key, layer: LayerId.InboundTransportV6));

        _kernel.Classify(new FieldValues(LayerId.InboundTransportV6)
        {
            [Fields.IpRemoteAddress] = FilterValue.Address(IPAddress.Parse("fe80::1:2")),
            [Fields.Direction] = FilterValue.UInt32((uint)Direction.Inbound),
        });

        Assert.Equal(new InternetAddress(0xFE80_0000_0000_0000, 0x1_0002), Spy.Last.Values.RemoteAddress);
        Assert.Equal((14, PacketDirection.Inbound), (Spy.Last.Values.LayerId, Spy.Last.Values.Direction));
        Assert.Equal((0UL, 1UL), (_registration.ReadCounters().Classifications, second.ReadCounters().Classifications));
    }

    [Fact]
    public void Filters_follow_the_registration_as_it_goes_and_comes()
    {
        _session.AddFilter(Make.CalloutFilter(_registration.Key, FilterAction.CalloutUnknown));
        Assert.Equal(Verdict.Permit, Classify().Verdict);

        _registration.Dispose();
        Assert.Equal(Verdict.Block, Classify().Verdict);

        using var again = _engine.RegisterCallout(new Spy());
        Assert.Equal(Verdict.Permit, Classify().Verdict);
        Assert.Equal(1UL, again.ReadCounters().Classifications);
    }

    [Fact]
    public void The_code_is_reached_from_the_commit_on()
    {
        using var transaction = _session.BeginTransaction();
        _session.AddFilter(Make.CalloutFilter(_registration.Key));
        Classify();
        Assert.Equal(0UL, _registration.ReadCounters().Classifications);

        transaction.Commit();

        Classify();
        Assert.Equal(1UL, _registration.ReadCounters().Classifications);
    }

    [Fact]
    public async Task Registrations_come_and_go_while_packets_and_commits_do()
    {
        _engine.NetEvents -= _events.Add;
        _registration.Dispose();
        var filter = _session.AddFilter(Make.CalloutFilter(_registration.Key));
        var testEnd = TestContext.Current.CancellationToken;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(testEnd);
        var packets = Task.Run(
            () =>
            {
                var seen = new HashSet<(Verdict, ulong)>();
                while (!stop.IsCancellationRequested)
                {
                    var result = Classify();
                    seen.Add((result.Verdict, result.FilterId));
                }

                return seen;
            },
            testEnd);
        var commits = Task.Run(
            () =>
            {
                using var session = _engine.OpenSession(new SessionOptions { Dynamic = true });
                while (!stop.IsCancellationRequested)
                {
                    session.DeleteFilter(session.AddFilter(Make.CalloutFilter(_registration.Key, FilterAction.CalloutInspection)));
                }
            },
            testEnd);

        for (var i = 0; i < 100; i++)
        {
            using var registration = _engine.RegisterCallout(new Spy());
            await Task.Yield();
            Assert.True(SpinWait.SpinUntil(() => registration.ReadCounters().Classifications > 0, TimeSpan.FromSeconds(10)));
        }

        await stop.CancelAsync();
        await commits;
        Assert.Equal([(Verdict.Block, filter), (Verdict.Permit, filter)], (await packets).Order());
    }

    [Fact]
    public void Calls_and_faults_are_counted()
    {
        using var faulty = _engine.RegisterCallout(Scripted.For(ClassifyAction.Block));
        _session.AddCallout(Make.Callout(faulty.Key));
        var fault = _session.AddFilter(Make.CalloutFilter(faulty.Key) with { Context = (ulong)Answer.Fault });
        Assert.Equal(Verdict.Block, Classify().Verdict);

        _session.DeleteFilter(fault);
        _session.AddFilter(Make.CalloutFilter(faulty.Key) with { Context = (ulong)Answer.Permit });
        Assert.Equal(Verdict.Permit, Classify().Verdict);

        Assert.Equal(new CalloutCounters(Classifications: 2, Faults: 1), faulty.ReadCounters());
    }

    [Fact]
    public void An_absorbed_block_is_counted_and_raises_no_event()
    {
        using var callout = _engine.RegisterCallout(Scripted.For(ClassifyAction.Block));
        _session.AddCallout(Make.Callout(callout.Key));
        var absorbing = _session.AddFilter(Make.CalloutFilter(callout.Key) with { Context = (ulong)Answer.BlockAbsorb });

        Assert.True(Classify().IsAbsorbed);
        Assert.Empty(_events);
        Assert.Equal(1UL, _engine.GetCounters(absorbing).Packets);

        _session.DeleteFilter(absorbing);
        var plain = _session.AddFilter(Make.CalloutFilter(callout.Key) with { Context = (ulong)Answer.Block });
        Classify();
        Assert.Equal(plain, Assert.Single(_events).FilterId);
    }

    [Fact]
    public void Calling_a_callout_allocates_nothing()
    {
        var values = new FieldValues(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(53) };
        byte[] packet = [1, 2, 3];
        _session.AddFilter(Make.Filter(FilterAction.Permit, weight: FilterWeight.Exact(1)));
        var without = BytesAllocated();

        _session.AddFilter(Make.CalloutFilter(_registration.Key, FilterAction.CalloutInspection) with { Weight = FilterWeight.Exact(2) });

        // The runtime may meanwhile have found a way to allocate less for the same.
        Assert.InRange(BytesAllocated(), 0, without);
        Assert.NotEqual(0UL, _registration.ReadCounters().Classifications);

        long BytesAllocated()
        {
            _kernel.Classify(values, packet, default);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                _kernel.Classify(values, packet, default);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private ClassifyResult Classify() => _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4), byteCount: 1);

    /// <summary>Permits and remembers what it was given.</summary>
    [Callout("12121212-2222-3333-4444-555555555555")]
    private sealed class Spy : ICallout
    {
        public static (IncomingValues Values, IncomingMetadata Metadata, CalloutFilter Filter, uint Length, ushort LastTwoBytes) Last { get; private set; }

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            packet.TryReadUInt16(packet.Length - 2, out var lastTwoBytes);
            Last = (values, metadata, filter, packet.Length, lastTwoBytes);
            classifyOut.Permit();
        }
    }
}
