using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Tests.Callouts;

/// <summary>Callouts that between them give every kind of answer, and fault in every way.</summary>
internal static class TestCallouts
{
    public const string License = "Dual MIT/GPL";

    public static ICallout[] All { get; } =
    [
        new BlocksPortOfContext(), new PermitsOddPortsForGood(), new BlocksDatagramsForGood(), new VetoesWhatIsFinal(), new DividesByPort(),
        new OverflowsIntoPermit(), new ThrowsIntoContinue(), new ReadsThePacket(),
    ];

    public static Guid KeyOf(ICallout callout, LayerId layer) => new(Array.IndexOf(All, callout) + 1, (short)layer, 0, new byte[8]);

    /// <summary>Those of all callouts at a layer, and of one that nobody registers.</summary>
    public static IReadOnlyList<Guid> KeysOf(LayerId layer)
    {
        List<Guid> keys = [UnregisteredKeyOf(layer)];
        foreach (ICallout callout in All)
        {
            keys.Add(KeyOf(callout, layer));
        }

        return keys;
    }

    public static Guid UnregisteredKeyOf(LayerId layer) => new(1000, (short)layer, 0, new byte[8]);

    /// <summary>Softly, and leaves everything else to the next filter.</summary>
    [KernelLicense(License)]
    public sealed class BlocksPortOfContext : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            if (values.Has(IncomingFields.RemotePort) && (values.RemotePort & 7u) == (filter.Context & 7))
            {
                classifyOut.Block();
            }
            else
            {
                classifyOut.Continue();
            }
        }
    }

    /// <summary>With the filter's flag or an odd port for good, else softly.</summary>
    [KernelLicense(License)]
    public sealed class PermitsOddPortsForGood : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            if (filter.ClearsActionRight || (values.LocalPort & 1) != 0)
            {
                classifyOut.PermitHard();
            }
            else
            {
                classifyOut.Permit();
            }
        }
    }

    /// <summary>Absorbs those to the upper half of the ports; has no answer for other protocols.</summary>
    [KernelLicense(License)]
    public sealed class BlocksDatagramsForGood : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            classifyOut.Flags = values.RemotePort >= 0x8000 ? ClassifyOutFlags.Absorb : ClassifyOutFlags.None;
            switch (values.Protocol)
            {
                case 17:
                    classifyOut.BlockHard();
                    break;
                case 6:
                    classifyOut.Permit();
                    break;
                case 1:
                    classifyOut.Block();
                    break;
            }
        }
    }

    /// <summary>Answers only where its answer is a veto.</summary>
    [KernelLicense(License)]
    public sealed class VetoesWhatIsFinal : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            if (!classifyOut.CanWriteAction && filter.SubLayerWeight < 0x9000)
            {
                classifyOut.Block();
            }
        }
    }

    /// <summary>Faults on port 0; a fault is a block.</summary>
    [KernelLicense(License)]
    public sealed class DividesByPort : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            if (metadata.PacketLength / values.LocalPort > 2)
            {
                classifyOut.Permit();
            }
            else
            {
                classifyOut.Continue();
            }
        }
    }

    /// <summary>Faults on high protocol numbers; a fault is a permit.</summary>
    [Callout("6e1b6fd2-6c0b-4f0e-8a55-5f0f2ac2b8a1", FaultAction = ClassifyAction.Permit)]
    [KernelLicense(License)]
    public sealed class OverflowsIntoPermit : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            classifyOut.BlockHard();
            byte sum = checked((byte)(values.Protocol + 200));
            if (sum == 201)
            {
                classifyOut.Continue();
            }
        }
    }

    /// <summary>Faults when the filter's weight is odd; a fault is no answer.</summary>
    [Callout("0b8b7a1c-62e5-49ab-8fd8-4fe6a0a3b1de", FaultAction = ClassifyAction.Continue)]
    [KernelLicense(License)]
    public sealed class ThrowsIntoContinue : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            if ((filter.Weight & 1) != 0)
            {
                throw new InvalidOperationException("on purpose");
            }

            if (values.RemoteAddress < values.LocalAddress)
            {
                classifyOut.BlockHard();
            }
            else
            {
                classifyOut.Permit();
            }
        }
    }

    /// <summary>Sums the first bytes of the packet; counts by protocol and tells of what it blocks.</summary>
    [KernelLicense(License)]
    public sealed unsafe class ReadsThePacket : ICallout
    {
        public static readonly ArrayMap<long> Seen = new(256);
        public static readonly HashMap<ushort, long> Ports = new(1024);

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            long* seen = Seen.Lookup(values.Protocol);
            if (seen != null)
            {
                Interlocked.Increment(ref *seen);
            }

            ushort port = values.RemotePort;
            long one = 1;
            long* known = Ports.Lookup(&port);
            if (known != null)
            {
                Interlocked.Add(ref *known, 1);
            }
            else
            {
                Ports.Update(&port, &one);
            }

            uint sum = 0;
            for (uint offset = 0; offset < 24; offset += 2)
            {
                if (packet.TryReadUInt16(offset, out ushort word))
                {
                    sum += word;
                }
            }

            if (packet.TryReadByte(packet.Length, out _) || (sum & 3) == 0)
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
