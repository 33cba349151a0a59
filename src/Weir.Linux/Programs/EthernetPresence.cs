namespace Weir.Linux.Programs;

/// <summary>
/// One bit for each value of <see cref="EthernetFields"/>. They are the layers' bits in a policy image: the fields in their order, but the
/// interface index first.
/// </summary>
[Flags]
internal enum EthernetPresence : uint
{
    None = 0,
    InterfaceIndex = 1 << 0,
    InterfaceAddress = 1 << 1,
    LocalAddress = 1 << 2,
    RemoteAddress = 1 << 3,
    LocalAddressType = 1 << 4,
    RemoteAddressType = 1 << 5,
    EtherType = 1 << 6,
    VlanId = 1 << 7,
    Flags = 1 << 10,

    Addresses = LocalAddress | RemoteAddress | LocalAddressType | RemoteAddressType,
}
