namespace Weir.Engine.Tests;

public sealed class LayerTests
{
    private const string InboundFields =
        "IP_PROTOCOL IP_LOCAL_ADDRESS IP_REMOTE_ADDRESS IP_LOCAL_ADDRESS_TYPE IP_LOCAL_PORT IP_REMOTE_PORT IP_LOCAL_INTERFACE INTERFACE_INDEX "
        + "SUB_INTERFACE_INDEX FLAGS INTERFACE_TYPE TUNNEL_TYPE CURRENT_PROFILE_ID IPSEC_SECURITY_REALM_ID COMPARTMENT_ID DIRECTION";

    private const string OutboundFields =
        "IP_PROTOCOL IP_LOCAL_ADDRESS IP_LOCAL_ADDRESS_TYPE IP_REMOTE_ADDRESS IP_LOCAL_PORT IP_REMOTE_PORT IP_LOCAL_INTERFACE INTERFACE_INDEX "
        + "SUB_INTERFACE_INDEX IP_DESTINATION_ADDRESS_TYPE FLAGS INTERFACE_TYPE TUNNEL_TYPE CURRENT_PROFILE_ID IPSEC_SECURITY_REALM_ID "
        + "COMPARTMENT_ID DIRECTION";

    /// <summary>Names and order from fwpsk.h (FWPS_FIELDS_*), keys from fwpmu.h; DIRECTION is Weir's.</summary>
    [Theory]
    [InlineData(12, "INBOUND_TRANSPORT_V4", "5926dfc8-e3cf-4426-a283-dc393f5d0f9d", DataType.UInt32, InboundFields)]
    [InlineData(14, "INBOUND_TRANSPORT_V6", "634a869f-fc23-4b90-b0c1-bf620a36ae6f", DataType.ByteArray16, InboundFields)]
    [InlineData(16, "OUTBOUND_TRANSPORT_V4", "09e61aea-d214-46e2-9b21-b26b0b2f28c8", DataType.UInt32, OutboundFields)]
    [InlineData(18, "OUTBOUND_TRANSPORT_V6", "e1735bde-013f-4655-b351-a49e15762df0", DataType.ByteArray16, OutboundFields)]
    public void A_layer_is_what_WFP_says(ushort id, string name, string key, DataType addressType, string fields)
    {
        var layer = Layers.Get((LayerId)id);

        Assert.Equal(name, layer.ToString());
        Assert.Equal(new Guid(key), layer.Key);
        Assert.Same(layer, Layers.Find(new Guid(key)));
        Assert.Equal(fields.Split(' '), layer.Fields.Select(field => field.Key.ToString()));
        Assert.Equal(Enumerable.Range(0, layer.Fields.Length), layer.Fields.Select(field => field.Index));
        Assert.Equal([Fields.Direction], layer.Fields.Where(field => field.IsExtension).Select(field => field.Key));
        Assert.Equal(
            [Fields.IpLocalAddress, Fields.IpRemoteAddress],
            layer.Fields.Where(field => field.Kind == FieldKind.IPAddress && field.Type == addressType).Select(field => field.Key));
        Assert.All(layer.Fields, field => Assert.Same(field, layer.FindField(field.Key)));
    }

    [Fact]
    public void There_are_four_layers()
    {
        Assert.Equal([12, 14, 16, 18], Layers.All.Select(layer => (int)layer.Id));
        Assert.Null(Layers.Find((LayerId)13));
        Assert.Equal(FwpError.LayerNotFound, Assert.Throws<WfpException>(() => Layers.Get((LayerId)13)).Code);
    }

    [Fact]
    public void Specs_with_the_same_conditions_are_equal()
    {
        var one = Make.Filter(conditions: [FilterCondition.RemotePort(80), FilterCondition.LocalPort(1, 2)]);
        var same = Make.Filter(conditions: [FilterCondition.RemotePort(80), FilterCondition.LocalPort(1, 2)]);

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, one with { Conditions = [FilterCondition.LocalPort(1, 2), FilterCondition.RemotePort(80)] });
    }
}
