namespace Weir.Linux.Programs;

/// <summary>IPv4 or IPv6, for what layers of both have in common.</summary>
internal unsafe interface IInternetVersion
{
    static abstract bool IsV6 { get; }

    /// <summary>Reads the network and transport headers, as <see cref="PacketHeaders"/> says.</summary>
    static abstract void Extract<TBytes>(ref TBytes bytes, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes;

    /// <summary>Reads the packet that an ICMP error is about, as <see cref="EmbeddedHeaders"/> says.</summary>
    static abstract void ExtractEmbedded<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes;
}
