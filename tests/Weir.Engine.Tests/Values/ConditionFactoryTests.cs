using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Weir.Engine.Tests;

public sealed class ConditionFactoryTests
{
    private static readonly PhysicalAddress s_hardware = PhysicalAddress.Parse("02-00-00-00-00-01");

    public static TheoryData<FilterCondition, string> Factories() => new()
    {
        { FilterCondition.Protocol(ProtocolType.Udp), "IP_PROTOCOL Equal 17" },
        { FilterCondition.LocalAddress(IPAddress.Loopback), "IP_LOCAL_ADDRESS Equal 2130706433" },
        { FilterCondition.LocalAddress(IPNetwork.Parse("127.0.0.0/8")), "IP_LOCAL_ADDRESS Equal 127.0.0.0/255.0.0.0" },
        { FilterCondition.LocalAddress(IPAddress.IPv6Any, IPAddress.IPv6Loopback), "IP_LOCAL_ADDRESS Range ::-::1" },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("fe80::/10")), "IP_REMOTE_ADDRESS Equal fe80::/10" },
        { FilterCondition.LocalAddress(s_hardware), "MAC_LOCAL_ADDRESS Equal 02:00:00:00:00:01" },
        { FilterCondition.RemoteAddress(s_hardware), "MAC_REMOTE_ADDRESS Equal 02:00:00:00:00:01" },
        { FilterCondition.LocalPort(1, 2), "IP_LOCAL_PORT Range 1-2" },
        { FilterCondition.InterfaceIndex(3), "INTERFACE_INDEX Equal 3" },
        { FilterCondition.Direction(Direction.Inbound), "DIRECTION Equal 1" },
        { FilterCondition.FlagsAllSet(ConditionFlags.IsLoopback), "FLAGS FlagsAllSet 1" },
        { FilterCondition.FlagsAnySet(ConditionFlags.IsLoopback), "FLAGS FlagsAnySet 1" },
        { FilterCondition.FlagsNoneSet(ConditionFlags.IsLoopback), "FLAGS FlagsNoneSet 1" },
        { FilterCondition.Absent(Fields.IpLocalPort), "IP_LOCAL_PORT Equal empty" },
        { FilterCondition.Between(Fields.IpProtocol, FilterValue.UInt8(1), FilterValue.UInt8(9)), "IP_PROTOCOL Range 1-9" },
        { FilterCondition.Application("/usr/bin/curl"), "APPLICATION_PATH Equal \"/usr/bin/curl\"" },
        { FilterCondition.Text(Fields.ApplicationPath, "/BIN/x", StringComparison.OrdinalIgnoreCase), "APPLICATION_PATH EqualCaseInsensitive \"/BIN/x\"" },
        { FilterCondition.TextEndsWith(Fields.ApplicationPath, "/curl"), "APPLICATION_PATH Prefix \"/curl\"" },
        { FilterCondition.User(1000), "USER_ID Equal 1000" },
        { FilterCondition.Group(100), "GROUP_ID Equal 100" },
        { FilterCondition.Process(1), "PROCESS_ID Equal 1" },
        { FilterCondition.Cgroup(ulong.MaxValue), "CGROUP_ID Equal 18446744073709551615" },
        { FilterCondition.Package(SecurityIdentifier.Nobody), "ALE_PACKAGE_ID Equal S-1-0-0" },
        { FilterCondition.WindowsApplication("\\A"), "ALE_APP_ID Equal 0x5c0061000000" },
        {
            FilterCondition.LocalUser(SecurityDescriptor.ForMatching([Principal.Everyone], [Principal.User(7), Principal.Group(8)])),
            "ALE_USER_ID Equal owner user 0: deny user 7 Add; deny group 8 Add; allow everyone Add"
        },
        { FilterCondition.RemoteUser(SecurityDescriptor.ForMatching([Principal.Root])), "ALE_REMOTE_USER_ID Equal owner user 0: allow user 0 Add" },
    };

    [Theory]
    [MemberData(nameof(Factories))]
    public void A_factory_makes_a_condition_that_some_layer_takes(FilterCondition condition, string text)
    {
        Assert.Equal(text, condition.ToString());
        Assert.Contains(Layers.All, layer => layer.FindField(condition.Field) is { } field && condition.FindProblem(field) is null);
    }

    [Fact]
    public void Texts_are_compared_in_no_language() =>
        Assert.Throws<ArgumentException>(() => FilterCondition.Text(Fields.ApplicationPath, "a", StringComparison.CurrentCulture));

    [Fact]
    public void Addresses_must_have_six_bytes_to_be_hardware_addresses() =>
        Assert.Throws<ArgumentException>(() => FilterCondition.LocalAddress(PhysicalAddress.Parse("02-00-00-00-00-00-00-01")));
}
