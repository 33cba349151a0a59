using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Programs;

/// <summary>Programs that read packets.</summary>
public static unsafe class PacketPrograms
{
    [Program(ProgramType.SchedulerClassifier)]
    public static int FirstByte(TrafficControlContext* context)
    {
        var data = context->Data;
        return data + 1 > context->DataEnd ? -1 : *data;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LoadsOfEveryWidth(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 64 > context->DataEnd)
            return -1;
        long sum = data[14] + *(sbyte*)(data + 15);
        sum = sum * 7 + *(ushort*)(data + 16) + *(short*)(data + 18);
        sum = sum * 7 + *(uint*)(data + 20) + *(int*)(data + 24);
        sum = sum * 7 + *(long*)(data + 28) + (long)*(ulong*)(data + 36);
        sum = sum * 7 + BinaryPrimitives.ReverseEndianness(*(ushort*)(data + 45)) + BinaryPrimitives.ReverseEndianness(*(uint*)(data + 47));
        return (int)(sum ^ (sum >> 32));
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ParseIpv4(TrafficControlContext* context)
    {
        FiveTuple tuple = default;
        if (!TryParse(context->Data, context->DataEnd, ref tuple))
            return 0;
        return (int)Hash(in tuple);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int BehindVlanTag(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 18 > end)
            return 0;
        uint offset = Network.EthernetLength;
        if (*(ushort*)(data + 12) == Network.VlanType)
            offset = 18;
        var network = data + offset;
        if (network + 20 > end)
            return 1;
        return network[9];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int Ipv6ExtensionHeaders(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 54 > end)
            return -1;
        uint next = data[20];
        uint offset = 54;
        for (var turn = 0; turn < 8; turn++)
        {
            if (next is not (0 or 43 or 60))
                return (int)(next | (offset << 8));
            var header = data + (offset & 0x7ff);
            if (header + 8 > end)
                return -2;
            next = header[0];
            offset += 8 + header[1] * 8u;
        }

        return -3;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int TcpOptions(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 54 > end || data[23] != Network.Tcp)
            return -1;
        var maximumSegment = 0;
        uint offset = 54;
        var limit = 34 + (uint)(data[46] >> 4) * 4;
        for (var turn = 0; turn < 12; turn++)
        {
            if (offset >= limit)
                break;
            var option = data + (offset & 0xff);
            if (option + 4 > end)
                break;
            if (option[0] == 0)
                break;
            if (option[0] == 1)
            {
                offset++;
                continue;
            }

            if (option[0] == 2 && option[1] == 4)
                maximumSegment = BinaryPrimitives.ReverseEndianness(*(ushort*)(option + 2));
            offset += option[1] < 2 ? 2u : option[1];
        }

        return maximumSegment;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int InternetChecksum(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        uint sum = 0;
        for (uint index = 0; index < 40; index++)
        {
            var word = data + Network.EthernetLength + index * 2;
            if (word + 2 > end)
                break;
            sum += *(ushort*)word;
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int FindPattern(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        var pattern = 0x41;
        for (uint index = 0; index < 61; index++)
        {
            var place = data + index;
            if (place + 2 > end)
                break;
            if (place[0] == pattern && place[1] > pattern)
                return (int)index + 1;
        }

        return 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int CursorTakesHeaders(TrafficControlContext* context)
    {
        var cursor = new Cursor(context);
        var ethernet = (EthernetHeader*)cursor.Take((uint)sizeof(EthernetHeader));
        if (ethernet == null)
            return 0;
        if (ethernet->Type != Network.Ipv4Type)
            return 1;
        var network = (Ipv4Header*)cursor.Take((uint)sizeof(Ipv4Header));
        if (network == null)
            return 2;
        var optionsLength = (uint)(network->VersionAndLength & 15) * 4 - 20;
        if (optionsLength > 40)
            return 3;
        var options = cursor.Take(optionsLength);
        if (options == null)
            return 4;
        var transport = cursor.Take(8);
        if (transport == null)
            return 5;
        return 6 + transport[3] + network->Protocol * 256;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int HeaderCopiedToStack(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 46 > context->DataEnd)
            return -1;
        var copy = stackalloc byte[32];
        for (var index = 0; index < 32; index++)
            copy[index] = data[14 + index];
        return copy[data[14] & 31] + copy[data[15] & 31] * 256;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LoopCarriedPointer(TrafficControlContext* context)
    {
        var place = context->Data + Network.EthernetLength;
        var end = context->DataEnd;
        for (var turn = 0; turn < 10; turn++)
        {
            if (place + 2 > end)
                return 0;
            if (place[0] == 0)
                return turn;
            place += place[1] & 15;
        }

        return -1;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int DomainName(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        uint offset = 14;
        uint labels = 0;
        uint hash = 5381;
        for (var turn = 0; turn < 48; turn++)
        {
            var place = data + (offset & 0xff);
            if (place + 1 > end)
                return -1;
            var letter = *place;
            if (letter == 0)
                break;
            if (letter < 32)
                labels++;
            else
                hash = hash * 33 ^ (letter is >= (byte)'A' and <= (byte)'Z' ? letter + 32u : letter);
            offset++;
        }

        return (int)(hash ^ (labels << 24));
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int PointerChosenInSwitch(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        byte* place;
        switch (context->protocol)
        {
            case Network.Ipv4Type:
                place = data + 14;
                break;
            case Network.Ipv6Type:
                place = data + 20;
                break;
            default:
                place = data + 30;
                break;
        }

        return place + 8 > end ? 0 : place[7];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LengthFromContext(TrafficControlContext* context)
    {
        var length = context->len;
        return length < 60 ? (int)length : length < 100 ? -1 : (int)(length * 3);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LoadBytesHelper(TrafficControlContext* context)
    {
        ulong words = 0;
        if (Helpers.SkbLoadBytes(context, 14, &words, 8) != 0)
            return -1;
        uint more;
        if (Helpers.SkbLoadBytes(context, (uint)(words & 63), &more, sizeof(uint)) != 0)
            return -2;
        return (int)(more ^ words);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ParseInStaticFunction(TrafficControlContext* context)
    {
        FiveTuple tuple = default;
        var result = ParseTransport(context, &tuple, 34);
        return result < 0 ? result : (int)Hash(in tuple);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ParseInGlobalFunction(TrafficControlContext* context)
    {
        FiveTuple tuple = default;
        if (ExtractGlobal(context, &tuple) < 0)
            return -1;
        return (int)Hash(in tuple);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static uint UnsignedResult(TrafficControlContext* context) => context->len > 100 ? 0xffffffff : context->len;

    private static bool TryParse(byte* data, byte* end, ref FiveTuple tuple)
    {
        if (data + 34 > end)
            return false;
        if (((EthernetHeader*)data)->Type != Network.Ipv4Type)
            return false;
        var network = (Ipv4Header*)(data + Network.EthernetLength);
        if (network->VersionAndLength >> 4 != 4)
            return false;
        var length = (uint)(network->VersionAndLength & 15) * 4;
        if (length < 20)
            return false;
        if ((network->FragmentOffset & 0xff1f) != 0)
            return false;
        tuple.Protocol = network->Protocol;
        tuple.Source = network->Source;
        tuple.Destination = network->Destination;
        if (tuple.Protocol != Network.Tcp && tuple.Protocol != Network.Udp)
            return true;
        var transport = (byte*)network + length;
        if (transport + 8 > end)
            return false;
        tuple.SourcePort = BinaryPrimitives.ReverseEndianness(*(ushort*)transport);
        tuple.DestinationPort = BinaryPrimitives.ReverseEndianness(*(ushort*)(transport + 2));
        return true;
    }

    private static uint Hash(in FiveTuple tuple) =>
        tuple.Source * 31 ^ tuple.Destination * 17 ^ ((uint)tuple.SourcePort << 16) ^ tuple.DestinationPort ^ ((uint)tuple.Protocol << 8);

    [StaticFunction]
    private static int ParseTransport(TrafficControlContext* context, FiveTuple* tuple, uint offset)
    {
        var data = context->Data;
        if (data + 60 > context->DataEnd)
            return -1;
        var transport = data + (offset & 63);
        if (transport + 4 > context->DataEnd)
            return -2;
        tuple->SourcePort = *(ushort*)transport;
        tuple->DestinationPort = *(ushort*)(transport + 2);
        tuple->Protocol = data[23];
        return 0;
    }

    [GlobalFunction]
    public static int ExtractGlobal(TrafficControlContext* context, [NonNull] FiveTuple* tuple)
    {
        var data = context->Data;
        if (data + 38 > context->DataEnd)
            return -1;
        tuple->Source = *(uint*)(data + 26);
        tuple->Destination = *(uint*)(data + 30);
        tuple->SourcePort = *(ushort*)(data + 34);
        tuple->Protocol = data[23];
        return 0;
    }

    private ref struct Cursor(TrafficControlContext* context)
    {
        private byte* _next = context->Data;
        private readonly byte* _end = context->DataEnd;

        public byte* Take(uint byteCount)
        {
            var taken = _next;
            if (taken + byteCount > _end)
                return null;
            _next = taken + byteCount;
            return taken;
        }
    }
}
