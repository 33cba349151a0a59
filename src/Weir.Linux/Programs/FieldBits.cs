namespace Weir.Linux.Programs;

/// <summary>One bit for each field of a transport layer; the order is that of the table entry.</summary>
internal static class FieldBits
{
    public const uint Protocol = 1;
    public const uint LocalAddress = 2;
    public const uint RemoteAddress = 4;
    public const uint LocalPort = 8;
    public const uint RemotePort = 16;
    public const uint InterfaceIndex = 32;
    public const uint Direction = 64;

    public const uint Addresses = LocalAddress | RemoteAddress;
    public const uint Ports = LocalPort | RemotePort;
}
