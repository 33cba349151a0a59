using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Callouts;

/// <summary>Blocks what goes to the port that the filter's context names.</summary>
public sealed class BlockPort : ICalloutClassify
{
    public static void Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut)
    {
        if (!values.Has(IncomingFields.RemotePort) || !classifyOut.CanWriteAction)
            return;
        if (values.RemotePort == filter.Context)
            classifyOut.BlockHard();
        else
            classifyOut.Continue();
    }
}

/// <summary>Looks for two bytes anywhere in the payload; implements the interface explicitly.</summary>
public sealed class BlockPattern : ICalloutClassify
{
    private const uint MaxOffset = 160;

    static void ICalloutClassify.Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut)
    {
        var count = packet.Length;
        for (uint offset = 0; offset < MaxOffset && metadata.PayloadOffset + offset + 1 < count; offset++)
        {
            if (packet.TryReadUInt16(metadata.PayloadOffset + offset, out var word) && word == (ushort)filter.Context)
            {
                classifyOut.Block();
                classifyOut.Flags |= ClassifyOutFlags.Absorb;
                return;
            }
        }

        classifyOut.Permit();
    }
}

/// <summary>Reads numbers of every width and a struct, some of them beyond the end.</summary>
public struct MixNumbers : ICalloutClassify
{
    public static void Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut)
    {
        var offset = (uint)(filter.Context & 0xff);
        packet.TryReadByte(offset, out var tiny);
        packet.TryReadUInt16(offset + 1, out var small);
        packet.TryReadUInt32(offset + 3, out var medium);
        packet.TryReadUInt64(offset + 7, out var large);
        var hasHeader = packet.TryRead<udphdr>(offset + 15, out var header);
        var mix = tiny + small * 3u + medium * 5u + (uint)large + (uint)(large >> 32)
            + header.source * 7u + BinaryPrimitives.ReverseEndianness(header.dest) + (hasHeader ? 11u : 13u);
        classifyOut.Reserved = mix ^ (uint)flowContext ^ values.InterfaceIndex ^ metadata.PacketLength;
        classifyOut.Action = (mix & 1) == 0 ? ClassifyAction.Permit : ClassifyAction.Continue;
    }
}
