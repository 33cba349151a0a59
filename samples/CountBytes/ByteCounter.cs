using Weir.Bpf.Language;

/// <summary>A program for the kernel, in C#: counts the bytes of IPv4 packets by protocol.</summary>
internal static unsafe class ByteCounter
{
    private const ushort EtherTypeIPv4 = 0x0008; // 0x0800, as it lies in the packet

    /// <summary>One counter for each protocol number; read from user mode by the same declaration.</summary>
    public static readonly ArrayMap<ulong> Bytes = new(maxEntries: 256);

    [Program(ProgramType.SchedulerClassifier)]
    public static int CountBytes(TrafficControlContext* context)
    {
        byte* data = context->Data;
        if (data + 14 + sizeof(iphdr) > context->DataEnd || *(ushort*)(data + 12) != EtherTypeIPv4)
        {
            return 0;
        }

        iphdr* header = (iphdr*)(data + 14);
        ulong* bytes = Bytes.Lookup(header->protocol);
        if (bytes != null)
        {
            Interlocked.Add(ref *bytes, context->len);
        }

        return 0;
    }
}
