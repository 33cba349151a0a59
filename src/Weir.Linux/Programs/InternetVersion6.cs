namespace Weir.Linux.Programs;

/// <summary>IPv6.</summary>
internal readonly unsafe struct InternetVersion6 : IInternetVersion
{
    public static bool IsV6 => true;

    public static void Extract<TBytes>(ref TBytes bytes, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes =>
        PacketHeaders.ExtractV6(ref bytes, fields, outbound);

    public static void ExtractEmbedded<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes =>
        EmbeddedHeaders.ExtractV6(ref bytes, fields);
}
