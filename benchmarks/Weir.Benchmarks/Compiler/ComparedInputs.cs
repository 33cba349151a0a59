using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Bpf;

namespace Weir.Benchmarks.Compiler;

/// <summary>The packets and map contents that the compared programs run with: each takes its longest usual path.</summary>
internal static class ComparedInputs
{
    private const int PacketLength = 98;
    private const int NodeCount = 65_536;

    /// <summary>The packet for a function.</summary>
    /// <param name="function">Its C# name.</param>
    public static byte[] Packet(string function)
    {
        var packet = new byte[PacketLength];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), 0x0800);
        packet[14] = 0x45;
        packet[22] = 64;
        packet[23] = 6;
        new byte[] { 10, 0, 0, 1, 168, 63, 129, 16, 0x9c, 0x40, 0, 80 }.CopyTo(packet, 26);
        switch (function)
        {
            case nameof(ComparedPrograms.TableWalk):
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), 0x88b5);
                BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(14), 0x9abcdef0);
                break;
            case nameof(ComparedPrograms.ByteSearch):
                // The pattern's beginning is everywhere, the pattern itself at the end of the window.
                for (var index = 46; index < packet.Length; index++)
                    packet[index] = (byte)"WEI"[index % 3];
                "WEIR"u8.CopyTo(packet.AsSpan(14 + 60));
                break;
            case nameof(ComparedPrograms.ExtensionHeaders):
                MakeIpv6(packet, nextHeader: 0);
                // Hop-by-hop options, destination options, routing, fragment; then TCP.
                new byte[] { 60, 0 }.CopyTo(packet, 54);
                new byte[] { 43, 0 }.CopyTo(packet, 62);
                new byte[] { 44, 0 }.CopyTo(packet, 70);
                new byte[] { 6, 0 }.CopyTo(packet, 78);
                break;
            case nameof(ComparedPrograms.TcpOptions):
                packet[46] = 0xa0;
                // Selective acknowledgements, timestamps, padding, window scale, maximum segment size: twenty bytes.
                new byte[] { 4, 2, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8, 1, 3, 3, 7, 2, 4, 5, 180 }.CopyTo(packet, 54);
                break;
            case nameof(ComparedPrograms.ProtocolDispatch):
                packet[23] = 17;
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(36), 4789);
                break;
            case nameof(ComparedPrograms.PrefixMatch):
                MakeIpv6(packet, nextHeader: 6);
                break;
        }

        return packet;
    }

    private static void MakeIpv6(byte[] packet, byte nextHeader)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), 0x86dd);
        packet.AsSpan(14).Clear();
        packet[14] = 0x60;
        packet[20] = nextHeader;
        packet[22] = 0xfd;
        packet[37] = ComparedPrograms.PrefixCount;
    }

    /// <summary>Fills a map of a compared program.</summary>
    /// <param name="map">Its map; hash tables start empty.</param>
    public static void Fill(BpfMap map)
    {
        switch (map.Name)
        {
            case nameof(ComparedPrograms.Rules):
                Write(map, new ComparedPrograms.Rule
                {
                    Source = 0x0000000a,
                    SourceMask = 0x000000ff,
                    Destination = 0x10813fa8,
                    DestinationMask = 0xffffffff,
                    SourcePortHigh = ushort.MaxValue,
                    DestinationPortLow = 80,
                    DestinationPortHigh = 80,
                    Protocol = 6,
                    Action = 2,
                });
                break;
            case nameof(ComparedPrograms.Nodes):
                Write<ComparedPrograms.Node>(map, BalancedTree());
                break;
            case nameof(ComparedPrograms.Buckets):
                Write(map, new ComparedPrograms.Bucket { NanosecondsPerByte = 8, Burst = 1UL << 62 });
                break;
            case nameof(ComparedPrograms.Patterns):
                Write<byte>(map, "WEIR"u8);
                break;
            case nameof(ComparedPrograms.Prefixes):
                Write<ComparedPrograms.Prefix>(map, Prefixes());
                break;
        }
    }

    /// <summary>Whole addresses that differ in their last byte; only the last of them matches.</summary>
    private static ComparedPrograms.Prefix[] Prefixes() =>
    [
        .. Enumerable.Range(1, ComparedPrograms.PrefixCount).Select(last => new ComparedPrograms.Prefix
        {
            High = 0xfd,
            Low = (ulong)last << 56,
            MaskHigh = ulong.MaxValue,
            MaskLow = ulong.MaxValue,
            Action = (ulong)last,
        }),
    ];

    /// <summary>A tree over all 32-bit keys in which child pointers follow the usual order of a heap.</summary>
    private static ComparedPrograms.Node[] BalancedTree()
    {
        var nodes = new ComparedPrograms.Node[NodeCount];
        Place(nodes, index: 0, low: 0, high: 1L << 32);
        return nodes;
    }

    private static void Place(ComparedPrograms.Node[] nodes, int index, long low, long high)
    {
        var middle = (low + high) / 2;
        var left = 2 * index + 1;
        var right = 2 * index + 2;
        nodes[index] = new ComparedPrograms.Node { Key = (uint)middle, Value = (uint)index };
        if (right >= nodes.Length)
            return;
        (nodes[index].Left, nodes[index].Right) = ((uint)left, (uint)right);
        Place(nodes, left, low, middle);
        Place(nodes, right, middle, high);
    }

    private static void Write<T>(BpfMap map, in T value)
        where T : unmanaged => Write<T>(map, new ReadOnlySpan<T>(in value));

    private static void Write<T>(BpfMap map, ReadOnlySpan<T> value)
        where T : unmanaged
    {
        uint index = 0;
        map.Update(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)), MemoryMarshal.AsBytes(value));
    }
}
