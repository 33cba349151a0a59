using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Programs;

/// <summary>Programs that change packets or the context.</summary>
public static unsafe class PacketWritePrograms
{
    [Program(ProgramType.SchedulerClassifier)]
    public static int StoresOfEveryWidth(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 64 > context->DataEnd)
            return -1;
        data[40] = (byte)(data[14] + 1);
        *(sbyte*)(data + 41) = (sbyte)-data[15];
        *(ushort*)(data + 42) = (ushort)(*(ushort*)(data + 16) * 3);
        *(short*)(data + 45) = (short)~*(short*)(data + 18);
        *(uint*)(data + 48) = *(uint*)(data + 20) - 7;
        *(int*)(data + 52) = *(int*)(data + 24) >> 3;
        *(long*)(data + 56) = *(long*)(data + 28) ^ *(long*)(data + 36);
        return 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int StoresOfConstants(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 64 > context->DataEnd)
            return -1;
        data[14] = 0xff;
        *(ushort*)(data + 16) = 0x8001;
        *(uint*)(data + 20) = 0xdeadbeef;
        *(ulong*)(data + 28) = 0x0123456789abcdef;
        *(long*)(data + 36) = -1;
        *(ulong*)(data + 44) = 0xffffffff80000000;
        *(ulong*)(data + 52) = 0x80000000;
        return 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int SwapAddresses(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + sizeof(EthernetHeader) > context->DataEnd)
            return -1;
        var header = (EthernetHeader*)data;
        for (var index = 0; index < 6; index++)
            (header->Destination[index], header->Source[index]) = (header->Source[index], header->Destination[index]);
        return header->Destination[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int DecrementTimeToLive(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 34 > context->DataEnd)
            return 0;
        var network = (Ipv4Header*)(data + Network.EthernetLength);
        if (network->TimeToLive <= 1)
            return 2;
        var before = *(ushort*)&network->TimeToLive;
        network->TimeToLive--;
        var after = *(ushort*)&network->TimeToLive;
        network->Checksum = Update(network->Checksum, before, after);
        return network->Checksum;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int RewriteDestination(TrafficControlContext* context)
    {
        const uint target = 0x0100007f;
        var data = context->Data;
        if (data + 34 > context->DataEnd)
            return 0;
        var network = (Ipv4Header*)(data + Network.EthernetLength);
        var checksum = network->Checksum;
        checksum = Update(checksum, (ushort)network->Destination, unchecked((ushort)target));
        checksum = Update(checksum, (ushort)(network->Destination >> 16), (ushort)(target >> 16));
        network->Destination = target;
        network->Checksum = checksum;
        return checksum;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int FillWithCounter(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        for (uint index = 0; index < 100; index++)
        {
            var place = data + Network.EthernetLength + index;
            if (place + 1 > end)
                return (int)index;
            *place = (byte)(index * 3);
        }

        return -1;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int UpperCase(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        var changed = 0;
        for (uint index = 14; index < 80; index++)
        {
            var place = data + index;
            if (place + 1 > end)
                break;
            if (*place is >= (byte)'a' and <= (byte)'z')
            {
                *place -= 32;
                changed++;
            }
        }

        return changed;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int StructCopiedToPacket(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 64 > context->DataEnd)
            return -1;
        var header = *(Ipv4Header*)(data + 14);
        header.Source ^= header.Destination;
        header.TotalLength = BinaryPrimitives.ReverseEndianness((ushort)context->len);
        *(Ipv4Header*)(data + 40) = header;
        return header.Protocol;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int StoreThenLoad(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 40 > context->DataEnd)
            return -1;
        var before = *(uint*)(data + 16);
        data[17] = 0xaa;
        var after = *(uint*)(data + 16);
        *(ushort*)(data + 18) = (ushort)after;
        return (int)(*(uint*)(data + 16) ^ before);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int OverlappingPointers(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 80 > end)
            return -1;
        var first = data + 14 + (data[14] & 7);
        var second = data + 14 + (data[15] & 7);
        if (first + 4 > end || second + 4 > end)
            return -2;
        var before = *(uint*)first;
        *(uint*)second = before + 1;
        return (int)(*(uint*)first - before);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int StoreBytesHelper(TrafficControlContext* context)
    {
        var value = 0x1122334455667788UL ^ context->len;
        if (Helpers.SkbStoreBytes(context, 14, &value, 8, 0) != 0)
            return -1;
        var data = context->Data;
        if (data + 24 > context->DataEnd)
            return -2;
        return data[14] + data[21] * 256;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int PullThenRead(TrafficControlContext* context)
    {
        if (Helpers.SkbPullData(context, 40) != 0)
            return -1;
        var data = context->Data;
        return data + 40 > context->DataEnd ? -2 : data[39];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ContextWords(TrafficControlContext* context)
    {
        context->mark = context->mark * 3 + context->len;
        context->cb[1] = context->cb[0] ^ context->mark;
        context->cb[4] += 5;
        context->priority = context->mark >> 3;
        return (int)(context->cb[1] + context->cb[2]);
    }

    private static ushort Fold(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }

    private static ushort Update(ushort checksum, ushort before, ushort after) =>
        (ushort)~Fold((uint)(ushort)~checksum + (ushort)~before + after);
}
