namespace Weir.Engine;

/// <summary>
/// The fields that conditions can test (WFP: <c>FWPM_CONDITION_*</c>). Which layer has which field, and its type there, is in
/// <see cref="Layer.Fields"/>. Addresses and ports are in host order everywhere.
/// </summary>
public static class Fields
{
    /// <summary>IP protocol number (TCP 6, UDP 17, ICMP 1, ICMPv6 58). UINT8.</summary>
    public static readonly FieldKey IpProtocol = new(new Guid("3971ef2b-623e-4f9a-8cb1-6e79b806b9a7"));

    /// <summary>Address of this host's end: the source of outbound, the destination of inbound packets. UINT32 or BYTE_ARRAY16, host order.</summary>
    public static readonly FieldKey IpLocalAddress = new(new Guid("d9ee00de-c1ef-4617-bfe3-ffd8f5a08957"));

    /// <summary>Address of the other end: the destination of outbound, the source of inbound packets. UINT32 or BYTE_ARRAY16, host order.</summary>
    public static readonly FieldKey IpRemoteAddress = new(new Guid("b235ae9a-1d64-49b8-a44c-5ff3d9095045"));

    /// <summary>Kind of the local address (unicast, multicast, broadcast, anycast as <c>NL_ADDRESS_TYPE</c>). UINT8.</summary>
    public static readonly FieldKey IpLocalAddressType = new(new Guid("6ec7f6c4-376b-45d7-9e9c-d337cedcd237"));

    /// <summary>Kind of the destination address (<c>NL_ADDRESS_TYPE</c>). UINT8, outbound layers.</summary>
    public static readonly FieldKey IpDestinationAddressType = new(new Guid("1ec1b7c9-4eea-4f5e-b9ef-76beaaaf17ee"));

    /// <summary>Port of this host's end, host order. For ICMP it holds the ICMP type, so a port condition should go with a protocol condition. UINT16.</summary>
    public static readonly FieldKey IpLocalPort = new(new Guid("0c1ba1af-5765-453f-af22-a8f791ac775b"));

    /// <summary>Port of the other end, host order. For ICMP it holds the ICMP code. UINT16.</summary>
    public static readonly FieldKey IpRemotePort = new(new Guid("c35a604d-d22b-4e1a-91b4-68f674ee674b"));

    /// <summary>Interface as a locally unique id. UINT64.</summary>
    public static readonly FieldKey IpLocalInterface = new(new Guid("4cd62a49-59c3-4969-b7f3-bda5d32890a4"));

    /// <summary>Interface index as the system numbers it: arrival interface inbound, departure interface outbound. UINT32.</summary>
    public static readonly FieldKey InterfaceIndex = new(new Guid("667fd755-d695-434a-8af5-d3835a1259bc"));

    /// <summary>Index of the logical interface below the interface. UINT32.</summary>
    public static readonly FieldKey SubInterfaceIndex = new(new Guid("0cd42473-d621-4be3-ae8c-72a348d283e1"));

    /// <summary>Bits of <see cref="ConditionFlags"/>. UINT32.</summary>
    public static readonly FieldKey Flags = new(new Guid("632ce23b-5167-435c-86d7-e903684aa80c"));

    /// <summary>Interface type as the IANA numbers it (ifType). UINT32.</summary>
    public static readonly FieldKey InterfaceType = new(new Guid("daf8cd14-e09e-4c93-a5ae-c5c13b73ffca"));

    /// <summary>Tunnel type as the IANA numbers it, when the interface is a tunnel. UINT32.</summary>
    public static readonly FieldKey TunnelType = new(new Guid("77a40437-8779-4868-a261-f5a902f1c0cd"));

    /// <summary>Network profile (public, private, domain) of the interface. UINT32.</summary>
    public static readonly FieldKey CurrentProfileId = new(new Guid("ab3033c9-c0e3-4759-937d-5758c65d4ae3"));

    /// <summary>IPsec security realm. BYTE_BLOB; conditions can only test its absence.</summary>
    public static readonly FieldKey IpsecSecurityRealmId = new(new Guid("37a57700-5884-4964-92b8-3e704688b0ad"));

    /// <summary>Routing compartment; on Linux the network namespace. UINT32.</summary>
    public static readonly FieldKey CompartmentId = new(new Guid("35a791ab-04ac-4ff2-a6bb-da6cfac71806"));

    /// <summary>Direction of the packet, a <see cref="Engine.Direction"/>. UINT32. WFP has this field at other layers only; at the transport layers it is Weir's extension, under WFP's key.</summary>
    public static readonly FieldKey Direction = new(new Guid("8784c146-ca97-44d6-9fd1-19fb1840cbf7"));

    private static readonly Dictionary<FieldKey, string> s_names = new()
    {
        [IpProtocol] = "IP_PROTOCOL",
        [IpLocalAddress] = "IP_LOCAL_ADDRESS",
        [IpRemoteAddress] = "IP_REMOTE_ADDRESS",
        [IpLocalAddressType] = "IP_LOCAL_ADDRESS_TYPE",
        [IpDestinationAddressType] = "IP_DESTINATION_ADDRESS_TYPE",
        [IpLocalPort] = "IP_LOCAL_PORT",
        [IpRemotePort] = "IP_REMOTE_PORT",
        [IpLocalInterface] = "IP_LOCAL_INTERFACE",
        [InterfaceIndex] = "INTERFACE_INDEX",
        [SubInterfaceIndex] = "SUB_INTERFACE_INDEX",
        [Flags] = "FLAGS",
        [InterfaceType] = "INTERFACE_TYPE",
        [TunnelType] = "TUNNEL_TYPE",
        [CurrentProfileId] = "CURRENT_PROFILE_ID",
        [IpsecSecurityRealmId] = "IPSEC_SECURITY_REALM_ID",
        [CompartmentId] = "COMPARTMENT_ID",
        [Direction] = "DIRECTION",
    };

    /// <summary>WFP's name of the field without <c>FWPM_CONDITION_</c>, or null for a key that Weir does not know.</summary>
    public static string? NameOf(FieldKey key) => s_names.GetValueOrDefault(key);
}
