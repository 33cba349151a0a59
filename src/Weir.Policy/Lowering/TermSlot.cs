namespace Weir.Policy;

/// <summary>What a <see cref="Term"/> can restrict. ICMP's type and code share slots with the ports, as they share fields in WFP.</summary>
internal enum TermSlot
{
    Protocol,
    LocalAddress,
    RemoteAddress,
    LocalPort,
    RemotePort,
    Interface,
    Direction,
}
