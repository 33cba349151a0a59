using Weir.Engine;

namespace Weir.Linux;

/// <summary>Why the engine does not classify at a layer, and why a field there has no value: for the refusals that name them.</summary>
internal static class Obstacles
{
    private static readonly FieldKey[] s_supplied =
    [
        Fields.IpProtocol, Fields.IpLocalAddress, Fields.IpRemoteAddress, Fields.IpLocalPort, Fields.IpRemotePort, Fields.InterfaceIndex, Fields.Direction,
        Fields.InterfaceMacAddress, Fields.MacLocalAddress, Fields.MacRemoteAddress, Fields.MacLocalAddressType, Fields.MacRemoteAddressType,
        Fields.EtherType, Fields.VlanId, Fields.L2Flags,
    ];

    /// <summary>Ends <see cref="IKernelModeEngine.WhyNotClassified"/>'s sentence; null for the layers that have programs.</summary>
    public static string? To(Layer layer)
    {
        if (LayerTable.Find(layer.Id) is not null)
        {
            return null;
        }

        if (layer.IsDiscard)
        {
            return "what is discarded is not shown yet; a net event tells of each blocked packet";
        }

        return layer.Family switch
        {
            "IPSEC" or "IPSEC_KM_DEMUX" or "IKEEXT" or "KM_AUTHORIZATION" => "IPsec and its keys are not filtered on Linux",
            "RPC_UM" or "RPC_EPMAP" or "RPC_EP_ADD" or "RPC_PROXY_CONN" or "RPC_PROXY_IF" => "Linux has no Windows RPC",
            "NAME_RESOLUTION_CACHE" => "Linux's kernel resolves no names",
            "INGRESS_VSWITCH_ETHERNET" or "EGRESS_VSWITCH_ETHERNET" or "INGRESS_VSWITCH_TRANSPORT" or "EGRESS_VSWITCH_TRANSPORT" =>
                "Linux has no Hyper-V switch",
            "INBOUND_TRANSPORT_FAST" or "OUTBOUND_TRANSPORT_FAST" or "INBOUND_MAC_FRAME_NATIVE_FAST" or "OUTBOUND_MAC_FRAME_NATIVE_FAST"
                or "INBOUND_RESERVED2" or "ALE_ACCEPT_REDIRECT" => "WFP keeps the layer to itself and does not document it",
            _ => $"there is no program for it yet, only for {string.Join(", ", LayerTable.Layers.Select(Layers.Get))}",
        };
    }

    /// <summary>Ends <see cref="IKernelModeEngine.WhyNotSupplied"/>'s sentence; null for the fields that packets have.</summary>
    public static string? To(LayerField field)
    {
        if (s_supplied.Contains(field.Key))
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
            "IPSEC_SECURITY_REALM_ID" or "CURRENT_PROFILE_ID" or "NDIS_PORT" => "Linux has no such thing",
            _ => "it is not read from packets yet",
        };
    }
}
