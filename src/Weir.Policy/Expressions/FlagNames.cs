namespace Weir.Policy;

/// <summary>Names of bits in the fields that hold flags: WFP's, in lower case with dashes, without the common beginning.</summary>
internal static class FlagNames
{
    // FWP_CONDITION_FLAG_IS_* and FWP_CONDITION_FLAG_*.
    private static readonly (string Name, uint Bit)[] s_condition =
    [
        ("loopback", 0x1), ("ipsec-secured", 0x2), ("reauthorize", 0x4), ("wildcard-bind", 0x8), ("raw-endpoint", 0x10), ("fragment", 0x20),
        ("fragment-group", 0x40), ("ipsec-natt-reclassify", 0x80), ("requires-ale-classify", 0x100), ("implicit-bind", 0x200),
        ("reassembled", 0x400), ("name-app-specified", 0x4000), ("promiscuous", 0x8000), ("auth-fw", 0x10000), ("reclassify", 0x20000),
        ("outbound-pass-thru", 0x40000), ("inbound-pass-thru", 0x80000), ("connection-redirected", 0x100000), ("proxy-connection", 0x200000),
        ("appcontainer-loopback", 0x400000), ("non-appcontainer-loopback", 0x800000), ("reserved", 0x1000000),
        ("honoring-policy-authorize", 0x2000000),
    ];

    // FWP_CONDITION_L2_IS_* and FWP_CONDITION_L2_*.
    private static readonly (string Name, uint Bit)[] s_frame =
    [
        ("native-ethernet", 0x1), ("wifi", 0x2), ("mobile-broadband", 0x4), ("wifi-direct-data", 0x8), ("vm2vm", 0x10), ("malformed-packet", 0x20),
        ("ip-fragment-group", 0x40), ("if-connector-present", 0x80),
    ];

    // FWP_CONDITION_REAUTHORIZE_REASON_*.
    private static readonly (string Name, uint Bit)[] s_reason =
    [
        ("policy-change", 0x1), ("new-arrival-interface", 0x2), ("new-nexthop-interface", 0x4), ("profile-crossing", 0x8),
        ("classify-completion", 0x10), ("ipsec-properties-changed", 0x20), ("mid-stream-inspection", 0x40), ("socket-property-changed", 0x80),
        ("new-inbound-mcast-bcast-packet", 0x100),
    ];

    // FWP_CONDITION_SOCKET_PROPERTY_FLAG_IS_* and FWP_CONDITION_SOCKET_PROPERTY_FLAG_*.
    private static readonly (string Name, uint Bit)[] s_socket =
        [("system-port-rpc", 0x1), ("allow-edge-traffic", 0x2), ("deny-edge-traffic", 0x4)];

    public static uint? Find(PolicyField field, string name)
    {
        foreach (var (known, bit) in Of(field))
        {
            if (known == name)
                return bit;
        }

        return null;
    }

    /// <summary>The name of a bit, or <see langword="null"/> for several bits and for those without a name.</summary>
    public static string? NameOf(PolicyField field, ulong number)
    {
        foreach (var (known, bit) in Of(field))
        {
            if (bit == number)
                return known;
        }

        return null;
    }

    public static IEnumerable<string> NamesOf(PolicyField field) => Of(field).Select(entry => entry.Name);

    private static (string Name, uint Bit)[] Of(PolicyField field) => field.Name switch
    {
        "flags" => s_condition,
        "l2.flags" => s_frame,
        "reauthorize.reason" => s_reason,
        "ale.sio.firewall.system.port" => s_socket,
        _ => [],
    };
}
