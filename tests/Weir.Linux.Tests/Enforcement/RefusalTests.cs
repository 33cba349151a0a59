using System.Net;
using Weir.Engine;
using Weir.Linux.Tests.Callouts;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>What the engine cannot enforce is refused by name, and nothing else is.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void OfTheLayersOnlyThoseOfIpPacketsTakeFilters()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        foreach (Layer layer in Layers.All)
        {
            FilterSpec filter = new() { Name = "any", Layer = layer.Id, Action = FilterAction.Block };
            if (LayerTable.Layers.Contains(layer.Id))
            {
                session.AddFilter(filter);
                continue;
            }

            WfpException refusal = Assert.Throws<WfpException>(() => session.AddFilter(filter));
            Assert.Equal((FwpError.IncompatibleLayer, "any"), (refusal.Code, refusal.ObjectName));
            Assert.Contains($"this kernel-mode engine does not classify at {layer.Name}: {kernel.WhyNotClassified(layer)}.", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(default, kernel.GetLayerCounters(layer.Id));
        }

        Assert.Equal(LayerTable.Layers.Count, engine.Policy.FilterCount);
    }

    [Theory]
    [InlineData(LayerId.AleAuthConnectV4, "there is no program for what sockets do yet, only for packets and frames")]
    [InlineData(LayerId.StreamV6, "there is no program for streams yet, only for packets and frames")]
    [InlineData(LayerId.InboundMacFrameNative, "there is no program for frames without an Ethernet header")]
    [InlineData(LayerId.AleAuthConnectV4Discard, "nothing is discarded there, because there is no program for what sockets do yet, only for packets and frames")]
    [InlineData(LayerId.IpsecV6, "IPsec and its keys are not filtered on Linux")]
    [InlineData(LayerId.RpcUm, "Linux has no Windows RPC")]
    [InlineData(LayerId.EgressVSwitchEthernet, "Linux has no Hyper-V switch")]
    [InlineData(LayerId.OutboundTransportFast, "WFP keeps the layer to itself and does not document it")]
    public void ARefusalSaysWhy(LayerId layer, string reason) => Assert.Equal(reason, Obstacles.To(Layers.Get(layer)));

    [Fact]
    public void OfTheFieldsOnlyThoseThatPacketsHaveCanBeCompared()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        FieldKey[] supplied =
        [
            Fields.IpProtocol, Fields.IpLocalAddress, Fields.IpRemoteAddress, Fields.IpLocalPort, Fields.IpRemotePort, Fields.InterfaceIndex,
            Fields.Direction, Fields.IpSourceAddress, Fields.IpDestinationAddress, Fields.SourceInterfaceIndex, Fields.DestinationInterfaceIndex,
            Fields.Flags, Fields.InterfaceType, Fields.TunnelType, Fields.IpLocalAddressType, Fields.IpDestinationAddressType,
            Fields.EmbeddedProtocol, Fields.EmbeddedRemoteAddress, Fields.EmbeddedLocalPort, Fields.EmbeddedRemotePort,
            Fields.EmbeddedLocalAddressType,
            Fields.InterfaceMacAddress, Fields.MacLocalAddress, Fields.MacRemoteAddress, Fields.MacLocalAddressType, Fields.MacRemoteAddressType,
            Fields.EtherType, Fields.VlanId, Fields.L2Flags,
        ];
        foreach (Layer layer in LayerTable.Layers.Select(Layers.Get))
        {
            foreach (LayerField field in layer.Fields)
            {
                session.AddFilter(With(layer, field, FilterValue.Empty));
                FilterSpec compared = With(layer, field, ValueOf(field.Type));
                if (supplied.Contains(field.Key))
                {
                    session.AddFilter(compared);
                    continue;
                }

                WfpException refusal = Assert.Throws<WfpException>(() => session.AddFilter(compared));
                Assert.Equal((FwpError.ConditionNotFound, "one"), (refusal.Code, refusal.ObjectName));
                Assert.Contains($"never has a value for {field.Name} at {layer.Name}: ", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void ALimitIsRefusedWhereOnlyVerdictsAreGiven()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        FilterSpec filter = new()
        {
            Name = "slow",
            Layer = LayerId.OutboundIcmpErrorV6,
            Action = FilterAction.Limit,
            Limit = LimitSpec.Bits(20_000_000, 256_000),
        };

        WfpException refusal = Assert.Throws<WfpException>(() => session.AddFilter(filter));

        Assert.Equal((FwpError.ActionIncompatibleWithLayer, "slow"), (refusal.Code, refusal.ObjectName));
        Assert.Contains("does not limit at OUTBOUND_ICMP_ERROR_V6: its packets are judged while their sender waits, to whom each block is an error; limit at OUTBOUND_TRANSPORT_V6", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(LinuxLayers.WhyNotClassified(Layers.Get(LayerId.StreamV4)), LinuxLimits.WhyNotLimited(Layers.Get(LayerId.StreamV4)));
    }

    /// <summary>A callout may have an object at any layer; it is only called where the engine classifies.</summary>
    [Fact]
    public void ACalloutIsLinkedOnlyWhereTheEngineClassifies()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Guid key = TestCallouts.KeysOf(LayerId.OutboundTransportV4)[0];
        session.AddCallout(new CalloutSpec { Key = key, Name = "elsewhere", ApplicableLayer = LayerId.StreamV4 });

        using CalloutRegistration registration = engine.RegisterCallout(TestCallouts.All[0], key);

        Assert.Equal(default, registration.ReadCounters());
        Assert.Equal(default, kernel.GetLayerCounters(LayerId.StreamV4));
    }

    private static FilterSpec With(Layer layer, LayerField field, FilterValue value) => new()
    {
        Name = "one",
        Layer = layer.Id,
        Action = FilterAction.Block,
        Conditions = [new FilterCondition(field.Key, FilterMatchType.Equal, value)],
    };

    private static FilterValue ValueOf(DataType type) => type switch
    {
        DataType.UInt8 => FilterValue.UInt8(1),
        DataType.UInt16 => FilterValue.UInt16(1),
        DataType.UInt32 => FilterValue.UInt32(1),
        DataType.UInt64 => FilterValue.UInt64(1),
        DataType.ByteArray6 => FilterValue.ByteArray6([2, 0, 0, 0, 0, 1]),
        DataType.ByteArray16 => FilterValue.Address(IPAddress.IPv6Loopback),
        DataType.ByteBlob => FilterValue.ByteBlob([1]),
        _ => FilterValue.UnicodeString("/bin/true"),
    };
}
