using System.Runtime.CompilerServices;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Tests.Callouts;

/// <summary>What the kernel engine takes and refuses as a callout, and that a refusal leaves everything else as it was.</summary>
public class RegistrationTests : IDisposable
{
    private const LayerId Layer = LayerId.OutboundTransportV4;

    private readonly LinuxEngine _kernel = LinuxEngine.OpenDetached();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public RegistrationTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
        _kernel.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void WhatTheVerifierRefusesIsReportedWithItsLineAndChangesNothing()
    {
        AddBlockingCallout();
        Assert.Equal(0u, Classify());

        CalloutRefusedException refusal = Assert.Throws<CalloutRefusedException>(() => _engine.RegisterCallout(new ForgetsToTestForNull(), Guid.NewGuid()));

        Assert.IsType<VerifierException>(refusal.InnerException);
        Assert.Contains(nameof(ForgetsToTestForNull), refusal.Message, StringComparison.Ordinal);
        const string culprit = "classifyOut.Action = *seen > 5";
        int line = File.ReadAllLines(ThisFile()).ToList().FindLastIndex(text => text.Contains(culprit, StringComparison.Ordinal)) + 1;
        Assert.Contains($"{Path.GetFileName(ThisFile())}:{line}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(culprit, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0u, Classify());
    }

    [Fact]
    public void WhatTheCompilerRefusesIsReportedWithItsLine()
    {
        KernelCodeNotSupportedException refusal = Assert.Throws<KernelCodeNotSupportedException>(() => _engine.RegisterCallout(new Allocates(), Guid.NewGuid()));

        Assert.True(refusal.Message.Contains(Path.GetFileName(ThisFile()), StringComparison.Ordinal), refusal.Message);
    }

    [Theory]
    [InlineData(typeof(WithoutLicense), "declares no licence")]
    [InlineData(typeof(Proprietary), "'Proprietary'")]
    public void ALicenceMustBeDeclaredAndCompatible(Type callout, string complaint)
    {
        CalloutRefusedException refusal = Assert.Throws<CalloutRefusedException>(
            () => _engine.RegisterCallout((ICallout)Activator.CreateInstance(callout)!, Guid.NewGuid()));

        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNinthCalloutOfALayerIsRefusedAndTheEightGoOn()
    {
        for (int count = 0; count < 8; count++)
        {
            AddBlockingCallout();
        }

        _engine.RegisterCallout(new Blocks(), new Guid("00000000-0000-0000-0000-000000000009"));
        WfpException refusal = Assert.Throws<WfpException>(() => _session.AddCallout(
            new CalloutSpec { Key = new Guid("00000000-0000-0000-0000-000000000009"), Name = "ninth", ApplicableLayer = Layer }));

        Assert.Equal(FwpError.TooManyCallouts, refusal.Code);
        Assert.Equal(0u, Classify());
        Assert.InRange(_kernel.CountVerifiedInstructions(Layer), 1, 100_000);
    }

    [Fact]
    public void AnUnregisteredCalloutBlocksOrPermitsAsItsFilterSays()
    {
        using CalloutRegistration registration = AddBlockingCallout();
        Assert.Equal(0u, Classify());
        registration.Dispose();
        Assert.Equal(0u, Classify());

        using (Transaction transaction = _session.BeginTransaction())
        {
            InstalledFilter filter = _session.Policy.Filters.Single();
            _session.DeleteFilter(filter.Id);
            _session.AddFilter(filter.Spec with { Flags = FilterFlags.PermitIfCalloutUnregistered });
            transaction.Commit();
        }

        Assert.Equal(1u, Classify());
        using CalloutRegistration again = _engine.RegisterCallout(new Blocks(), registration.Key);
        Assert.Equal(0u, Classify());
        Assert.Equal(new CalloutCounters(1, 0), again.ReadCounters());
    }

    [Fact]
    public void ASoftBlockIsOverruledBelowAndAHardOneIsNot()
    {
        using CalloutRegistration soft = AddBlockingCallout();
        _session.AddFilter(new FilterSpec { Name = "below", Layer = Layer, Action = FilterAction.Permit });
        Assert.Equal(1u, Classify());

        using CalloutRegistration hard = AddCallout(new BlocksForGood());
        Assert.Equal(0u, Classify());
    }

    [Fact]
    public void MapsOfEveryKindAreReadAndWrittenFromUserMode()
    {
        using CalloutRegistration registration = AddCallout(new UsesEveryMap());
        ICalloutMaps maps = registration.Maps;
        maps.Write(UsesEveryMap.Array, 1u, 40L);
        maps.Write(UsesEveryMap.Recent, (ushort)53, 7L);

        Assert.Equal(1u, Classify());
        Assert.Equal(1u, Classify());

        Assert.Equal(42, maps.Read(UsesEveryMap.Array, 1));
        Assert.Equal(2, maps.ReadPerProcessor(UsesEveryMap.PerProcessor, 0).Sum());
        Assert.Equal(2, maps.ReadPerProcessor(UsesEveryMap.PortsPerProcessor, (ushort)53).Sum());
        Assert.Empty(maps.ReadPerProcessor(UsesEveryMap.PortsPerProcessor, (ushort)54));
        Assert.True(maps.TryRead(UsesEveryMap.Recent, (ushort)53, out long recent));
        Assert.Equal(9, recent);
        Assert.Equal([KeyValuePair.Create((ushort)53, 9L)], maps.Entries(UsesEveryMap.Recent));
        List<ulong> records = [];
        Assert.Equal(2, maps.Consume<ulong>(UsesEveryMap.Records, records.Add, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal([53ul, 53ul], records);

        Assert.True(maps.Remove(UsesEveryMap.Recent, (ushort)53));
        Assert.False(maps.Remove(UsesEveryMap.Recent, (ushort)53));
        Assert.Throws<ArgumentOutOfRangeException>(() => maps.Read(UsesEveryMap.Array, 4));
        ArgumentException stranger = Assert.Throws<ArgumentException>(() => maps.Read(TestCallouts.ReadsThePacket.Seen, 0));
        Assert.Contains(nameof(UsesEveryMap.PortsPerProcessor), stranger.Message, StringComparison.Ordinal);
        Classify();
        Assert.Throws<ArgumentException>(() => maps.Consume<uint>(UsesEveryMap.Records, _ => { }, cancellation: TestContext.Current.CancellationToken));

        registration.Dispose();
        Assert.Throws<ObjectDisposedException>(() => registration.Maps);
        Assert.Throws<ObjectDisposedException>(() => maps.Consume<ulong>(UsesEveryMap.Records, _ => { }, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void CalloutsOfOneClassShareItsMapsAndReadItsRingInTurns()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using CalloutRegistration first = AddCallout(new UsesEveryMap());
        using CalloutRegistration second = AddCallout(new UsesEveryMap());
        List<ulong> records = [];
        Classify();
        Assert.Equal(2, first.Maps.Consume<ulong>(UsesEveryMap.Records, records.Add, cancellation: cancellation));
        Assert.Equal(0, second.Maps.Consume<ulong>(UsesEveryMap.Records, records.Add, cancellation: cancellation));

        first.Dispose();
        Classify();
        Assert.Equal(1, second.Maps.Consume<ulong>(UsesEveryMap.Records, records.Add, cancellation: cancellation));
        Assert.Equal([53ul, 53ul, 53ul], records);
        Assert.Equal(3, second.Maps.Read(UsesEveryMap.Array, 1));
    }

    [Fact]
    public void ARecordMayEndItsOwnCallout()
    {
        CalloutRegistration registration = AddCallout(new UsesEveryMap());
        ICalloutMaps maps = registration.Maps;
        Classify();

        Assert.Equal(1, maps.Consume<ulong>(UsesEveryMap.Records, _ => registration.Dispose(), cancellation: TestContext.Current.CancellationToken));

        Assert.False(registration.IsRegistered);
        Assert.Equal(0u, Classify());
    }

    [Fact]
    public void WhoWaitsForRecordsIsToldOfTheEnd()
    {
        // Linked nowhere, and the engine goes before the registration.
        CalloutRegistration registration = _engine.RegisterCallout(new UsesEveryMap(), Guid.NewGuid());
        ICalloutMaps maps = registration.Maps;
        int records = -1;
        Thread reader = new(() => records = maps.Consume<ulong>(UsesEveryMap.Records, _ => { }, Timeout.InfiniteTimeSpan, CancellationToken.None));
        reader.Start();
        Thread.Sleep(100);

        _kernel.Dispose();

        Assert.True(reader.Join(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, records);
    }

    private CalloutRegistration AddBlockingCallout() => AddCallout(new Blocks());

    private CalloutRegistration AddCallout(ICallout callout)
    {
        CalloutRegistration registration = _engine.RegisterCallout(callout, Guid.NewGuid());
        using Transaction transaction = _session.BeginTransaction();
        _session.AddCallout(new CalloutSpec { Key = registration.Key, Name = "test", ApplicableLayer = Layer });
        Guid subLayer = _session.AddSubLayer(new SubLayerSpec { Name = "above", Weight = 0x9000 });
        _session.AddFilter(new FilterSpec
        {
            Name = "test",
            Layer = Layer,
            SubLayer = subLayer,
            Action = FilterAction.CalloutTerminating,
            Callout = registration.Key,
        });
        transaction.Commit();
        return registration;
    }

    /// <summary>What the layer's whole program answers to a datagram: netfilter's 1 to accept, 0 to drop.</summary>
    private uint Classify()
    {
        byte[] hookState = new byte[48];
        (hookState[0], hookState[1]) = (3, 2);
        byte[] packet = Programs.Packets.V4("10.0.0.1", "10.0.0.2", 17, Programs.Packets.Ports(1000, 53), [], 0);
        return _kernel.ProgramOf(Layer).TestRun(packet, context: hookState).ReturnValue;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [KernelLicense(TestCallouts.License)]
    private sealed class Blocks : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            classifyOut.Block();
    }

    [KernelLicense(TestCallouts.License)]
    private sealed class BlocksForGood : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            classifyOut.BlockHard();
    }

    [KernelLicense(TestCallouts.License)]
    private sealed unsafe class ForgetsToTestForNull : ICallout
    {
        private static readonly ArrayMap<long> s_seen = new(4);

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            long* seen = s_seen.Lookup(values.Protocol);
            classifyOut.Action = *seen > 5 ? ClassifyAction.Block : ClassifyAction.Permit;
        }
    }

    [KernelLicense(TestCallouts.License)]
    private sealed unsafe class UsesEveryMap : ICallout
    {
        public static readonly ArrayMap<long> Array = new(4);
        public static readonly PerCpuArrayMap<long> PerProcessor = new(1);
        public static readonly PerCpuHashMap<ushort, long> PortsPerProcessor = new(16);
        public static readonly LruHashMap<ushort, long> Recent = new(16);
        public static readonly RingBufferMap Records = new(1 << 12);

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            ushort port = values.RemotePort;
            long one = 1;
            Add(Array.Lookup(1), 1);
            Add(PerProcessor.Lookup(0), 1);
            long* ofPort = PortsPerProcessor.Lookup(&port);
            if (ofPort == null)
            {
                PortsPerProcessor.Update(&port, &one);
            }

            Add(ofPort, 1);
            Add(Recent.Lookup(&port), 1);
            ulong* record = Records.Reserve<ulong>();
            if (record != null)
            {
                *record = port;
                Records.Submit(record);
            }

            classifyOut.Permit();
        }

        private static void Add(long* counter, long amount)
        {
            if (counter != null)
            {
                Interlocked.Add(ref *counter, amount);
            }
        }
    }

    [KernelLicense(TestCallouts.License)]
    private sealed class Allocates : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            byte[] copy = new byte[values.Protocol];
            classifyOut.Action = copy.Length > 5 ? ClassifyAction.Block : ClassifyAction.Permit;
        }
    }

    private sealed class WithoutLicense : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            classifyOut.Block();
    }

    [KernelLicense("Proprietary")]
    private sealed class Proprietary : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            classifyOut.Block();
    }
}
