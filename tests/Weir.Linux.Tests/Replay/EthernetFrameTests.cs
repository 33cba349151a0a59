using System.Net.NetworkInformation;
using Weir.Engine;

namespace Weir.Linux.Tests.Replay;

public class EthernetFrameTests
{
    private const string Destination = "02-00-00-00-00-02";
    private const string Source = "03-00-00-00-00-01";

    [Theory]
    [InlineData(LayerId.InboundMacFrameEthernet, Destination, Source, 0, 1)]
    [InlineData(LayerId.OutboundMacFrameEthernet, Source, Destination, 1, 0)]
    public void TheAddressesAreSeenFromThisHost(LayerId layer, string local, string remote, byte localType, byte remoteType)
    {
        EthernetFrame frame = EthernetFrame.Parse(Convert.FromHexString("020000000002" + "030000000001" + "0806" + "0001"), layer, interfaceIndex: 7);

        Assert.Equal(FilterValue.Address(PhysicalAddress.Parse(local)), frame.Values[Fields.MacLocalAddress]);
        Assert.Equal(FilterValue.Address(PhysicalAddress.Parse(remote)), frame.Values[Fields.MacRemoteAddress]);
        Assert.Equal(FilterValue.UInt8(localType), frame.Values[Fields.MacLocalAddressType]);
        Assert.Equal(FilterValue.UInt8(remoteType), frame.Values[Fields.MacRemoteAddressType]);
        Assert.Equal(FilterValue.UInt16(0x0806), frame.Values[Fields.EtherType]);
        Assert.Equal(FilterValue.UInt32(7), frame.Values[Fields.InterfaceIndex]);
        Assert.Equal(FilterValue.UInt32(1), frame.Values[Fields.L2Flags]);
        Assert.Equal(DataType.Empty, frame.Values[Fields.VlanId].Type);
        Assert.False(frame.IsMalformed);
    }

    [Theory]
    [InlineData("020000000002" + "030000000001" + "8100" + "6005" + "0800", 5, 0x0800, false)]
    [InlineData("020000000002" + "030000000001" + "88a8" + "0064" + "8100" + "0005" + "86dd", 100, 0x86dd, false)]
    [InlineData("020000000002" + "030000000001" + "8100" + "6005", null, null, true)]
    [InlineData("020000000002" + "0300", null, null, true)]
    public void TagsAreFollowed(string bytes, int? vlan, int? type, bool isMalformed)
    {
        EthernetFrame frame = EthernetFrame.Parse(Convert.FromHexString(bytes), LayerId.InboundMacFrameEthernet);

        Assert.Equal(vlan is { } id ? FilterValue.UInt16((ushort)id) : default, frame.Values[Fields.VlanId]);
        Assert.Equal(type is { } expected ? FilterValue.UInt16((ushort)expected) : default, frame.Values[Fields.EtherType]);
        Assert.Equal(isMalformed, frame.IsMalformed);
        Assert.Equal(FilterValue.UInt32(isMalformed ? 0x21u : 1), frame.Values[Fields.L2Flags]);
    }

    [Fact]
    public void OtherLayersSeeNoFrames() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EthernetFrame.Parse(new byte[60], LayerId.InboundTransportV4));
}
