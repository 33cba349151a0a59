using Weir.LayerGenerator;

namespace Weir.Engine.Tests.BuiltIn;

public sealed class LayerTests
{
    public static TheoryData<string> Names => [.. LayerFile.Data.Layers.Select(layer => layer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_is_what_the_data_says(string name)
    {
        var data = LayerFile.Data.Layers.Single(layer => layer.Name == name);
        var layer = Layers.Get((LayerId)data.Id);

        Assert.Equal(name, layer.Name);
        Assert.Equal(name, layer.ToString());
        Assert.Equal(data.Id, (int)layer.Id);
        Assert.Equal(data.Guid, layer.Key);
        Assert.Equal(data.DisplayName, layer.DisplayName);
        Assert.Equal(data.Family, layer.Family);
        Assert.Equal(data.IpVersion, layer.IPVersion);
        Assert.Equal(data.Discard, layer.IsDiscard);
        Assert.Equal(data.Flags.Order(), FlagNames(layer.Flags).Order());
        Assert.Equal(data.DefaultSubLayer, layer.DefaultSubLayer == SubLayers.Universal ? "UNIVERSAL" : "another");
        Assert.Equal(LayerFile.Data.Families[data.Family], layer.Description);
        Assert.Same(layer, Layers.Find(layer.Id));
        Assert.Same(layer, Layers.Find(data.Guid));
        Assert.Same(layer, Layers.Find(name));

        var extensions = LayerFile.Data.ExtensionsAt(data).ToList();
        Assert.Equal(Enumerable.Range(0, data.Fields.Count + extensions.Count), layer.Fields.Select(field => field.Index));
        Assert.All(data.Fields, expected => AssertField(expected, layer.Fields[expected.Index]));
        Assert.Equal(
            extensions.Select(extension => (extension.Name, TypeOf(extension.Type), FieldKind.RawData, true)),
            layer.Fields.Skip(data.Fields.Count).Select(field => (field.Key.ToString(), field.Type, field.Kind, field.IsExtension)));
        Assert.All(layer.Fields, field => Assert.Same(field, layer.FindField(field.Key)));
        Assert.Null(layer.FindField(default));
        Assert.Null(layer.FindField(new FieldKey(Guid.NewGuid())));
    }

    /// <summary>Every member of <c>Layers</c> is the layer that its name says, and there is one for each.</summary>
    [Fact]
    public void Every_layer_has_a_member_of_its_name()
    {
        var members = typeof(Layers).GetProperties().Where(property => property.PropertyType == typeof(Layer)).ToList();

        Assert.Equal(Enum.GetNames<LayerId>(), members.Select(member => member.Name));
        Assert.All(members, member => Assert.Equal(member.Name, ((Layer)member.GetValue(null)!).Id.ToString()));
        Assert.Equal(Enum.GetValues<LayerId>(), Layers.All.Select(layer => layer.Id));
        Assert.Equal(99, Layers.Count);
        Assert.Same(Layers.AleAuthConnectV4, Layers.Get(LayerId.AleAuthConnectV4));
    }

    [Fact]
    public void What_is_no_layer_is_not_found()
    {
        Assert.Null(Layers.Find((LayerId)99));
        Assert.Null(Layers.Find(Guid.NewGuid()));
        Assert.Null(Layers.Find("OUTBOUND_TRANSPORT"));
        Assert.Equal(FwpError.LayerNotFound, Assert.Throws<WfpException>(() => Layers.Get((LayerId)99)).Code);
    }

    /// <summary>Layers whose fields are worth naming one by one: names and order from fwpsk.h (FWPS_FIELDS_*).</summary>
    [Theory]
    [InlineData(
        LayerId.InboundTransportV4,
        "IP_PROTOCOL IP_LOCAL_ADDRESS IP_REMOTE_ADDRESS IP_LOCAL_ADDRESS_TYPE IP_LOCAL_PORT IP_REMOTE_PORT IP_LOCAL_INTERFACE INTERFACE_INDEX "
        + "SUB_INTERFACE_INDEX FLAGS INTERFACE_TYPE TUNNEL_TYPE CURRENT_PROFILE_ID IPSEC_SECURITY_REALM_ID COMPARTMENT_ID "
        + "DIRECTION APPLICATION_PATH USER_ID GROUP_ID CGROUP_ID PROCESS_ID")]
    [InlineData(
        LayerId.OutboundTransportV6,
        "IP_PROTOCOL IP_LOCAL_ADDRESS IP_LOCAL_ADDRESS_TYPE IP_REMOTE_ADDRESS IP_LOCAL_PORT IP_REMOTE_PORT IP_LOCAL_INTERFACE INTERFACE_INDEX "
        + "SUB_INTERFACE_INDEX IP_DESTINATION_ADDRESS_TYPE FLAGS INTERFACE_TYPE TUNNEL_TYPE CURRENT_PROFILE_ID IPSEC_SECURITY_REALM_ID "
        + "COMPARTMENT_ID DIRECTION APPLICATION_PATH USER_ID GROUP_ID CGROUP_ID PROCESS_ID")]
    [InlineData(
        LayerId.StreamV4,
        "IP_LOCAL_ADDRESS IP_LOCAL_ADDRESS_TYPE IP_REMOTE_ADDRESS IP_LOCAL_PORT IP_REMOTE_PORT DIRECTION FLAGS COMPARTMENT_ID "
        + "APPLICATION_PATH USER_ID GROUP_ID CGROUP_ID PROCESS_ID")]
    [InlineData(
        LayerId.OutboundIcmpErrorV6Discard,
        "IP_LOCAL_ADDRESS IP_REMOTE_ADDRESS IP_LOCAL_ADDRESS_TYPE IP_LOCAL_INTERFACE ICMP_TYPE ICMP_CODE INTERFACE_INDEX SUB_INTERFACE_INDEX "
        + "INTERFACE_TYPE TUNNEL_TYPE FLAGS NEXTHOP_INTERFACE_PROFILE_ID INTERFACE_QUARANTINE_EPOCH COMPARTMENT_ID")]
    [InlineData(LayerId.InboundTransportFast, "")]
    public void The_fields_come_in_WFPs_order_and_Weirs_after_them(LayerId layer, string fields) =>
        Assert.Equal(fields, string.Join(' ', Layers.Get(layer).Fields.Select(field => field.Name)));

    [Fact]
    public void Specs_with_the_same_conditions_are_equal()
    {
        var one = Make.Filter(conditions: [FilterCondition.RemotePort(80), FilterCondition.LocalPort(1, 2)]);
        var same = Make.Filter(conditions: [FilterCondition.RemotePort(80), FilterCondition.LocalPort(1, 2)]);

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, one with { Conditions = [FilterCondition.LocalPort(1, 2), FilterCondition.RemotePort(80)] });
    }

    private static void AssertField(FieldEntry expected, LayerField field)
    {
        Assert.Equal(expected.Condition, field.Key.ToString());
        Assert.Equal(LayerFile.Data.Conditions.Single(condition => condition.Name == expected.Condition).Guid, field.Key.Guid);
        Assert.Equal(expected.Name ?? expected.Condition, field.Name);
        Assert.Equal(TypeOf(expected.Type), field.Type);
        Assert.Equal(
            expected.Kind switch { "IP_ADDRESS" => FieldKind.IPAddress, "FLAGS" => FieldKind.Flags, _ => FieldKind.RawData }, field.Kind);
        Assert.False(field.IsExtension);
    }

    private static IEnumerable<string> FlagNames(LayerFlags flags) => Enum.GetValues<LayerFlags>()
        .Where(flag => flag != LayerFlags.None && flags.HasFlag(flag))
        .Select(flag => flag == LayerFlags.ClassifyMostly ? "CLASSIFY_MOSTLY" : flag.ToString().ToUpperInvariant());

    private static DataType TypeOf(string name) => Enum.Parse<DataType>(name.Replace("_", ""), ignoreCase: true);
}
