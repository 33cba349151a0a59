using System.Buffers.Binary;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>Random packets: some well formed, some with absurd fields, some cut short.</summary>
/// <param name="random">Where the choices come from.</param>
public sealed class PacketGenerator(Random random)
{
    private const int EthernetLength = 14;
    private const ushort Ipv4 = 0x0800;
    private const ushort Ipv6 = 0x86dd;
    private const ushort Vlan = 0x8100;
    private const ushort Experimental = 0x88b5;

    /// <summary>The next packet.</summary>
    public byte[] Next()
    {
        var packet = new byte[random.Next(EthernetLength, 160)];
        random.NextBytes(packet);
        if (random.Next(4) == 0)
            FillWithText(packet.AsSpan(EthernetLength));
        var type = random.Next(5) switch { 0 or 1 => Ipv4, 2 => Ipv6, 3 => Vlan, _ => Experimental };
        WriteType(packet, 12, type);
        switch (type)
        {
            case Ipv4:
                WriteIpv4(packet);
                break;
            case Ipv6:
                WriteIpv6(packet);
                break;
        }

        return packet;
    }

    private void WriteIpv4(byte[] packet)
    {
        const int shortest = EthernetLength + 20;
        if (packet.Length < shortest)
        {
            // A test run refuses a packet that names a protocol and has no room for its header.
            WriteType(packet, 12, Experimental);
            return;
        }

        packet[14] = random.Next(8) switch { 0 => (byte)random.Next(256), 1 => (byte)(0x40 | random.Next(5, 16)), _ => 0x45 };
        if (random.Next(4) != 0)
            WriteType(packet, 20, 0);
        packet[23] = random.Next(4) switch { 0 => (byte)random.Next(256), 1 => 17, _ => 6 };
        if (packet.Length < 60 || packet[23] != 6)
            return;
        packet[46] = (byte)(random.Next(5, 16) << 4);
        for (var offset = 54; offset < packet.Length; offset += 4)
        {
            packet[offset] = (byte)random.Next(5);
            if (offset + 1 < packet.Length)
                packet[offset + 1] = (byte)random.Next(6);
        }
    }

    private void WriteIpv6(byte[] packet)
    {
        const int shortest = EthernetLength + 40;
        if (packet.Length < shortest)
        {
            WriteType(packet, 12, Experimental);
            return;
        }

        packet[20] = RandomNextHeader();
        for (var offset = shortest; offset + 1 < packet.Length; offset += 8)
        {
            packet[offset] = RandomNextHeader();
            packet[offset + 1] = (byte)random.Next(3);
        }
    }

    private byte RandomNextHeader() => random.Next(5) switch { 0 => 0, 1 => 43, 2 => 60, 3 => 6, _ => (byte)random.Next(256) };

    private void FillWithText(Span<byte> bytes)
    {
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = (byte)(random.Next(12) == 0 ? random.Next(3) : random.Next('A', 'z' + 1));
    }

    private static void WriteType(byte[] packet, int offset, ushort type) => BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(offset), type);
}
