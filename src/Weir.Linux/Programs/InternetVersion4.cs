namespace Weir.Linux.Programs;

/// <summary>IPv4.</summary>
internal readonly unsafe struct InternetVersion4 : IInternetVersion
{
    public static bool IsV6 => false;

    public static void Extract<TBytes>(ref TBytes bytes, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes =>
        PacketHeaders.ExtractV4(ref bytes, fields, outbound);

    public static void ExtractEmbedded<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes =>
        EmbeddedHeaders.ExtractV4(ref bytes, fields);
}
