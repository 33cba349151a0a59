namespace Weir.EndToEnd.Tests.Replay;

/// <summary>Policies that a replay tries on captures.</summary>
internal static class ReplayPolicies
{
    /// <summary>Filters of every kind: three sublayers, permits that are hard, vetoes, fragments, ICMP, prefixes and ranges.</summary>
    public const string Filters =
        """
        provider: replay
        sublayers:
          - {name: high, weight: 0x9000}
          - {name: middle, weight: 0x5000}
          - {name: low, weight: 0x1000}
        filters:
          - name: the server is fine
            sublayer: high
            layer: [outbound-transport, inbound-transport]
            when: remote.address in [192.0.2.2, 2001:db8:1::2] and ip.protocol == tcp
            action: permit
            hard: true
          - name: pings out
            sublayer: high
            layer: outbound-transport
            when: icmp.type in [8, 128]
            action: permit
          - name: no even ports
            sublayer: middle
            layer: [outbound-transport, inbound-transport]
            when: local.port >= 40000 and local.port < 50000
            action: block
          - name: everything of the neighbour
            sublayer: middle
            layer: inbound-transport-v4
            when: remote.address == 192.0.2.0/30 and remote.address != 192.0.2.2
            action: block
          - name: veto
            sublayer: low
            layer: inbound-transport
            when: ip.protocol == tcp and (local.port >= 45000 or local.address == 2001:db8:1::/64)
            action: block
            hard: true
          - name: low numbers
            sublayer: low
            layer: [outbound-transport, inbound-transport]
            when: ip.protocol not in [tcp, udp, icmp, icmpv6]
            action: block
          - name: not through another interface
            sublayer: low
            layer: outbound-transport
            when: interface == cable0 and remote.address in [192.0.2.0/24, 198.51.100.0/24, 2001:db8::/32]
            action: permit
        """;

    /// <summary>Callouts between filters: each kind of action, contexts, faults, absorbed packets, soft and hard answers.</summary>
    public const string Callouts =
        """
        provider: replay
        sublayers:
          - {name: high, weight: 0x9000}
          - {name: middle, weight: 0x5000}
          - {name: low, weight: 0x1000}
        callouts:
          - {name: payload, class: SampleCallouts.BlocksOddPayload, layer: [outbound-transport, inbound-transport]}
          - {name: port, key: 5e2a8c10-0c0f-4c4c-8f3a-000000000002, layer: outbound-transport-v4}
          - {name: divides, class: SampleCallouts.Divides, layer: [outbound-transport-v4, inbound-transport]}
          - {name: absorbs, class: SampleCallouts.AbsorbsErrors, layer: inbound-transport}
          - {name: counts, class: Weir.EndToEnd.Tests.Callouts.SampleCallouts.Counts, layer: [outbound-transport, inbound-transport]}
        filters:
          - {name: count, sublayer: high, layer: [outbound-transport, inbound-transport], action: callout-inspection, callout: counts, weight: 15}
          - {name: absorb errors, sublayer: high, layer: inbound-transport, action: callout-unknown, callout: absorbs, weight: 14}
          - name: the echo port is fine
            sublayer: high
            layer: outbound-transport-v4
            when: ip.protocol == udp
            action: callout-unknown
            callout: port
            context: 7000
          - {name: no odd payload, sublayer: middle, layer: [outbound-transport, inbound-transport], action: callout-unknown, callout: payload, weight: 9}
          - {name: a permit below, sublayer: low, layer: outbound-transport, when: remote.address == 192.0.2.2 or ip.protocol == icmpv6, action: permit}
          - name: divide
            sublayer: low
            layer: [outbound-transport-v4, inbound-transport]
            when: ip.protocol in [tcp, udp]
            action: callout-terminating
            callout: divides
        """;
}
