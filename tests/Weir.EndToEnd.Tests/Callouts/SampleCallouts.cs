using BlockWireServer;
using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.EndToEnd.Tests.Callouts;

/// <summary>Callouts that the command line loads from this assembly. Nested and named, so that policies pick them one by one.</summary>
public static class SampleCallouts
{
    private const string License = "Dual MIT/GPL";

    /// <summary>Blocks softly what has an odd first byte of payload.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000001"), KernelLicense(License)]
    public sealed class BlocksOddPayload : ICallout
    {
        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            if (metadata.Has(MetadataFields.TransportHeaderSize)
                && packet.TryReadByte(metadata.PayloadOffset, out byte first)
                && (first & 1) != 0)
            {
                classifyOut.Block();
            }
            else
            {
                classifyOut.Continue();
            }
        }
    }

    /// <summary>Permits for good what has the port of the filter's context at either end.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000002"), KernelLicense(License)]
    public sealed class PermitsPort : ICallout
    {
        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            if (values.Has(IncomingFields.Ports) && (values.LocalPort == filter.Context || values.RemotePort == filter.Context))
            {
                classifyOut.PermitHard();
            }
            else
            {
                classifyOut.Continue();
            }
        }
    }

    /// <summary>Faults when the lowest two bits of the local port are clear.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000003", FaultAction = ClassifyAction.Continue), KernelLicense(License)]
    public sealed class Divides : ICallout
    {
        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            uint divisor = values.LocalPort & 3u;
            if (metadata.PacketLength / divisor > 30)
            {
                classifyOut.Permit();
            }
            else
            {
                classifyOut.BlockHard();
            }
        }
    }

    /// <summary>Lets ICMP errors vanish without an event.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000004"), KernelLicense(License)]
    public sealed class AbsorbsErrors : ICallout
    {
        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            bool isError = values.Protocol == 1 ? values.LocalPort == 3 : values.Protocol == 58 && values.LocalPort < 128;
            if (isError && values.Has(IncomingFields.Ports))
            {
                classifyOut.BlockHard();
                classifyOut.Flags |= ClassifyOutFlags.Absorb;
            }
            else
            {
                classifyOut.Continue();
            }
        }
    }

    /// <summary>Counts by protocol, and tells the sum as it is stopped.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000005"), KernelLicense(License)]
    public sealed unsafe class Counts : IHostedCallout
    {
        public static readonly ArrayMap<ulong> Packets = new(maxEntries: 256);

        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            ulong* count = Packets.Lookup(values.Protocol);
            if (count != null)
            {
                Interlocked.Increment(ref *count);
            }
        }

        public void Run(CalloutRegistration registration, CancellationToken stop)
        {
            stop.WaitHandle.WaitOne();
            Console.WriteLine($"counted {registration.Maps.Read(Packets, 17)} datagrams");
        }
    }

    /// <summary>Permits everything, and cannot be made.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000008"), KernelLicense(License)]
    public sealed class CannotBeMade : ICallout
    {
        public CannotBeMade() => throw new InvalidOperationException("the table of contents is missing");

        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut) => classifyOut.Permit();
    }

    /// <summary>Wrong on purpose: its map cannot be made.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000009"), KernelLicense(License)]
    public sealed unsafe class BrokenFields : ICallout
    {
        private static readonly ArrayMap<ulong> s_counts = new(ReadSize());

        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            ++*s_counts.First();
            classifyOut.Permit();
        }

        private static uint ReadSize() => throw new InvalidOperationException("the size is missing");
    }

    /// <summary>Permits everything, and cannot be made without its neighbour's assembly.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-00000000000a"), KernelLicense(License)]
    public sealed class NeedsItsNeighbour : ICallout
    {
        public NeedsItsNeighbour() => Neighbour = new WireServerCallout();

        public object Neighbour { get; }

        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut) => classifyOut.Permit();
    }

    /// <summary>The licence of a class holds for those in it.</summary>
    [KernelLicense("GPL")]
    public static class Licensed
    {
        [Callout("5e2a8c10-0c0f-4c4c-8f3a-00000000000b")]
        public sealed class Inside : ICallout
        {
            public static void Classify(
                in IncomingValues values,
                in IncomingMetadata metadata,
                in PacketView packet,
                in CalloutFilter filter,
                ulong flowContext,
                ref ClassifyOut classifyOut) => classifyOut.Permit();
        }
    }

    /// <summary>Wrong on purpose: there is no heap in the kernel.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000006"), KernelLicense(License)]
    public sealed class Allocates : ICallout
    {
        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            int[] numbers = new int[values.LocalPort];
            classifyOut.Action = numbers.Length > 80 ? ClassifyAction.Block : ClassifyAction.Permit;
        }
    }

    /// <summary>Wrong on purpose: the lookup may answer null.</summary>
    [Callout("5e2a8c10-0c0f-4c4c-8f3a-000000000007"), KernelLicense(License)]
    public sealed unsafe class Careless : ICallout
    {
        public static void Classify(
            in IncomingValues values,
            in IncomingMetadata metadata,
            in PacketView packet,
            in CalloutFilter filter,
            ulong flowContext,
            ref ClassifyOut classifyOut)
        {
            ulong* count = Counts.Packets.Lookup(values.LocalPort);
            *count += 1; // without the test for null
            classifyOut.Permit();
        }
    }
}
