using System.Buffers.Binary;
using System.Net;
using Weir.Bpf;
using Weir.Linux.Programs;

namespace Weir.Benchmarks.Transport;

/// <summary>Runs a layer's whole program on one packet, by the kernel's test run.</summary>
internal static class LayerRun
{
    /// <summary>The mean time of one run.</summary>
    /// <param name="program">A netfilter program.</param>
    /// <param name="packet">From the network header on.</param>
    /// <param name="family">2 for IPv4, 10 for IPv6.</param>
    /// <param name="repeat">How many runs.</param>
    public static double Nanoseconds(BpfProgram program, byte[] packet, byte family, int repeat)
    {
        // struct nf_hook_state: LOCAL_OUT and the family; a test run at this hook takes the packet from its network header on.
        byte[] hookState = new byte[48];
        hookState[0] = 3;
        hookState[1] = family;
        return program.TestRun(packet, context: hookState, repeat: repeat).Nanoseconds;
    }

    public static byte[] TcpV4()
    {
        byte[] packet = new byte[60];
        packet[0] = 0x45;
        packet[9] = InternetProtocol.Tcp;
        IPAddress.Parse("10.0.0.1").GetAddressBytes().CopyTo(packet, 12);
        IPAddress.Parse("10.0.0.2").GetAddressBytes().CopyTo(packet, 16);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), 40000);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), 80);
        return packet;
    }

    public static byte[] TcpV6()
    {
        byte[] packet = new byte[80];
        packet[0] = 0x60;
        packet[6] = InternetProtocol.Tcp;
        IPAddress.Parse("fd00::1").GetAddressBytes().CopyTo(packet, 8);
        IPAddress.Parse("fd00::2").GetAddressBytes().CopyTo(packet, 24);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(40), 40000);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(42), 80);
        return packet;
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
