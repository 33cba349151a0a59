using Weir.Engine;

namespace Weir.Linux;

/// <summary>Why the engine does not classify at a layer, and why a field there has no value: for the refusals that name them.</summary>
internal static class Obstacles
{
    /// <summary>Ends <see cref="IKernelModeEngine.WhyNotClassified"/>'s sentence; null for the layers that have programs.</summary>
    public static string? To(Layer layer)
    {
        if (EnforcedLayers.All.Contains(layer.Id))
        {
            return null;
        }

        return (layer.IsDiscard ? "nothing is discarded there, because " : "") + layer.Family switch
        {
            "IPSEC" or "IPSEC_KM_DEMUX" or "IKEEXT" or "KM_AUTHORIZATION" => "IPsec and its keys are not filtered on Linux",
            "RPC_UM" or "RPC_EPMAP" or "RPC_EP_ADD" or "RPC_PROXY_CONN" or "RPC_PROXY_IF" => "Linux has no Windows RPC",
            "NAME_RESOLUTION_CACHE" => "Linux's kernel resolves no names",
            "INGRESS_VSWITCH_ETHERNET" or "EGRESS_VSWITCH_ETHERNET" or "INGRESS_VSWITCH_TRANSPORT" or "EGRESS_VSWITCH_TRANSPORT" =>
                "Linux has no Hyper-V switch",
            "INBOUND_TRANSPORT_FAST" or "OUTBOUND_TRANSPORT_FAST" or "INBOUND_MAC_FRAME_NATIVE_FAST" or "OUTBOUND_MAC_FRAME_NATIVE_FAST"
                or "INBOUND_RESERVED2" or "ALE_ACCEPT_REDIRECT" => "WFP keeps the layer to itself and does not document it",
            "INBOUND_MAC_FRAME_NATIVE" or "OUTBOUND_MAC_FRAME_NATIVE" => "there is no program for frames without an Ethernet header",
            "STREAM" or "STREAM_PACKET" => "there is no program for streams yet, only for packets and frames",
            _ => "there is no program for what sockets do yet, only for packets and frames",
        };
    }

    /// <summary>Ends <see cref="IKernelModeEngine.WhyNotSupplied"/>'s sentence; null for the fields that packets have.</summary>
    public static string? To(LayerField field)
    {
        if (IncomingPlaces.Find(field.Key) is not null)
        {
            return null;
        }

        if (field.IsExtension)
        {
            return "packets are not attributed to processes yet";
        }

        return field.Key.ToString() switch
        {
            "COMPARTMENT_ID" => "an engine filters one network namespace, so there is nothing to compare",
            "IPSEC_SECURITY_REALM_ID" => "IPsec has no realms on Linux",
            "CURRENT_PROFILE_ID" or "ARRIVAL_INTERFACE_PROFILE_ID" or "NEXTHOP_INTERFACE_PROFILE_ID" => "Linux has no network profiles",
            "NDIS_PORT" => "interfaces have no NDIS ports on Linux",
            "INTERFACE_QUARANTINE_EPOCH" => "Linux puts no interface in quarantine",
            "IP_LOCAL_INTERFACE" or "IP_FORWARD_INTERFACE" or "IP_ARRIVAL_INTERFACE" or "IP_PHYSICAL_ARRIVAL_INTERFACE" or "IP_PHYSICAL_NEXTHOP_INTERFACE" =>
                "interfaces have no LUID on Linux; compare the interface's index",
            "SUB_INTERFACE_INDEX" or "SOURCE_SUB_INTERFACE_INDEX" or "DESTINATION_SUB_INTERFACE_INDEX" =>
                "interfaces have no parts on Linux that packets could tell apart; compare the interface's index",
            "ARRIVAL_INTERFACE_INDEX" => "a packet arrives by its INTERFACE_INDEX; compare that",
            "ARRIVAL_INTERFACE_TYPE" => "a packet arrives by its INTERFACE_INDEX; compare INTERFACE_TYPE",
            "ARRIVAL_TUNNEL_TYPE" => "a packet arrives by its INTERFACE_INDEX; compare TUNNEL_TYPE",
            _ => "it is not read from packets",
        };
    }
}
