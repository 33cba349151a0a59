using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Callouts;

/// <summary>Netfilter programs that go through the bytes of a packet, in blocks on the stack.</summary>
public static unsafe class PayloadPrograms
{
    private const uint BlockSize = 64;
    private const uint MaxBlocks = 24;

    public static readonly ArrayMap<Findings> Found = new(1);

    public static readonly ArrayMap<ulong> Sums = new(1);

    /// <summary>Looks for a byte in the first 1,536 bytes, in a loop that the verifier counts.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter)]
    public static int ScanInBoundedLoop(NetfilterContext* context)
    {
        Dynptr packet;
        if (KernelFunctions.DynptrFromSkb(context->skb, 0, &packet) != 0)
            return 1;
        Found.First()->Count = CountInBlocks(&packet, 0x20);
        return 1;
    }

    /// <summary>Looks for two bytes after each other, in a loop that the verifier does not count.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter)]
    public static int ScanInEndlessLoop(NetfilterContext* context)
    {
        Dynptr packet;
        if (KernelFunctions.DynptrFromSkb(context->skb, 0, &packet) != 0)
            return 1;
        var view = new PacketView(&packet);
        ulong found = 0;
        for (uint offset = 0; offset < 1500 && Loop.MayContinue(); offset++)
        {
            if (!view.TryReadUInt16(offset, out var word))
                break;
            if ((word & 0xff) == word >> 8)
                found += offset + 1;
        }

        Found.First()->Position = found;
        return 1;
    }

    /// <summary>The internet checksum of the IPv4 header, and its update for another TTL (RFC 1624).</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter)]
    public static int Checksums(NetfilterContext* context)
    {
        Dynptr packet;
        if (KernelFunctions.DynptrFromSkb(context->skb, 0, &packet) != 0)
            return 1;
        var view = new PacketView(&packet);
        var header = stackalloc ushort[10];
        if (!view.TryCopy(0, header, 20))
            return 0;
        var findings = Found.First();
        uint sum = 0;
        for (var index = 0; index < 10; index++)
            sum += header[index];
        findings->Checksum = Fold(sum);
        var old = header[4];
        var changed = (ushort)((old & 0xff00) | ((old - 1) & 0xff));
        findings->Updated = Fold((uint)(ushort)~header[5] + (ushort)~old + changed);
        return 1;
    }

    /// <summary>Adds up numbers from all over a packet of which a part lies in fragments.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter)]
    public static int ReadInFragments(NetfilterContext* context)
    {
        var buffer = context->skb;
        Dynptr packet;
        if (buffer->data_len == 0 || KernelFunctions.DynptrFromSkb(buffer, 0, &packet) != 0)
            return 1;
        *Sums.First() = SumBehindHeaders(&packet, 37);
        return 1;
    }

    [GlobalFunction]
    private static ulong SumBehindHeaders(Dynptr* packet, uint distance)
    {
        const uint headers = 28;
        var view = new PacketView(packet);
        ulong sum = view.Length;
        for (uint number = 0; number < 100; number++)
        {
            if (!view.TryReadUInt32(headers + number * distance, out var word))
                break;
            sum = sum * 3 + word;
        }

        return sum;
    }

    private static ulong CountInBlocks(Dynptr* packet, byte wanted)
    {
        var view = new PacketView(packet);
        var block = stackalloc byte[(int)BlockSize];
        var length = view.Length;
        ulong count = 0;
        for (uint number = 0; number < MaxBlocks; number++)
        {
            var offset = number * BlockSize;
            if (offset + BlockSize > length || !view.TryCopy(offset, block, BlockSize))
                break;
            for (uint index = 0; index < BlockSize; index++)
                count += block[index] == wanted ? 1ul : 0;
        }

        return count;
    }

    private static ushort Fold(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }

    public struct Findings
    {
        public ulong Count;
        public ulong Position;
        public ushort Checksum;
        public ushort Updated;
        public uint Reserved;
    }
}
