using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Benchmarks.Compiler;

/// <summary>Walks over headers.</summary>
public static unsafe partial class ComparedPrograms
{
    /// <summary>Follows the extension headers of IPv6 (RFC 8200, section 4), at most six, to the transport protocol and its offset.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int ExtensionHeaders(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 54 > end)
            return 0;
        if (*(ushort*)(data + 12) != 0xdd86)
            return 0;
        uint next = data[20];
        uint offset = 54;
        for (var turn = 0; turn < 6; turn++)
        {
            if (next is not (0 or 43 or 44 or 51 or 60))
                break;
            var header = data + offset;
            if (header + 8 > end)
                return 0;
            uint units = header[1];
            offset += next switch
            {
                44 => 8,
                51 => (units + 2) * 4,
                _ => (units + 1) * 8,
            };
            next = header[0];
        }

        return (int)(next << 16 | offset);
    }

    /// <summary>Looks for the maximum segment size and the window scale among the options of a TCP header (RFC 9293, section 3.2).</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int TcpOptions(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 54 > end)
            return 0;
        var header = data + 34;
        var length = (uint)(header[12] >> 4) * 4;
        uint offset = 20;
        uint segmentSize = 536;
        uint scale = 0;
        for (var turn = 0; turn < 20; turn++)
        {
            if (offset + 2 > length)
                break;
            var option = header + offset;
            if (option + 4 > end)
                break;
            var kind = option[0];
            if (kind == 0)
                break;
            if (kind == 1)
            {
                offset = (offset + 1) & 63;
                continue;
            }

            uint size = option[1];
            if (size < 2)
                break;
            if (kind == 2)
                segmentSize = BinaryPrimitives.ReverseEndianness(*(ushort*)(option + 2));
            else if (kind == 3)
                scale = option[2];
            offset = (offset + size) & 63;
        }

        return (int)(scale << 16 | segmentSize);
    }

    /// <summary>Sorts a packet into a class by EtherType, protocol and port.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int ProtocolDispatch(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 42 > end)
            return 0;
        switch (BinaryPrimitives.ReverseEndianness(*(ushort*)(data + 12)))
        {
            case 0x0800:
                if (data[14] != 0x45)
                    return 1;
                return Transport(data[23], data + 34, end);
            case 0x86dd:
                if (data + 62 > end)
                    return 1;
                return Transport(data[20], data + 54, end);
            case 0x0806:
                return 2 + data[21];
            case 0x8100 or 0x88a8:
                return 5;
            case 0x88cc:
                return 6;
            case 0x8847 or 0x8848:
                return 7;
            default:
                return 0;
        }
    }

    private static int Transport(byte protocol, byte* transport, byte* end)
    {
        switch (protocol)
        {
            case 1:
                return transport[0] is 0 or 8 ? 10 : 11;
            case 6:
                if (transport + 20 > end)
                    return 1;
                return (transport[13] & 0x12) switch
                {
                    0x02 => 20,
                    0x12 => 21,
                    _ => 22,
                };
            case 17:
                return BinaryPrimitives.ReverseEndianness(*(ushort*)(transport + 2)) switch
                {
                    53 => 30,
                    67 or 68 => 31,
                    123 => 32,
                    443 => 33,
                    4789 => 34,
                    51820 => 35,
                    _ => 36,
                };
            case 47:
                return 40;
            case 50 or 51:
                return 41;
            case 58:
                return transport[0] >= 133 && transport[0] <= 137 ? 12 : 13;
            case 132:
                return 42;
            default:
                return 1;
        }
    }
}
