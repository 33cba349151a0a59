using System.Net;

namespace Weir.Engine.Tests;

/// <summary>What the engine refuses, with which code.</summary>
public sealed class ValidationTests
{
    private static readonly FilterSpec s_valid = Make.Filter();

    public static TheoryData<FwpError, FilterSpec> Filters() => new()
    {
        { FwpError.NullDisplayName, s_valid with { Name = "" } },
        { FwpError.NullDisplayName, s_valid with { Name = null! } },
        { FwpError.NullDisplayName, s_valid with { Name = "  " } },
        { FwpError.InvalidParameter, s_valid with { Name = "bell\a" } },
        { FwpError.InvalidParameter, s_valid with { Name = "half a pair \ud800" } },
        { FwpError.InvalidParameter, s_valid with { Description = "line\nbreak" } },
        { FwpError.LayerNotFound, s_valid with { Layer = (LayerId)99 } },
        { FwpError.SublayerNotFound, s_valid with { SubLayer = Guid.NewGuid() } },
        { FwpError.ProviderNotFound, s_valid with { Provider = Guid.NewGuid() } },
        { FwpError.ProviderContextNotFound, s_valid with { ProviderContext = Guid.NewGuid() } },
        { FwpError.InvalidActionType, s_valid with { Action = (FilterAction)0x2006 } },
        { FwpError.InvalidFlags, s_valid with { Flags = (FilterFlags)0x40 } },
        { FwpError.InvalidWeight, s_valid with { Weight = FilterWeight.Range(16) } },
    };

    public static TheoryData<FwpError, FilterCondition> Conditions() => new()
    {
        { FwpError.ConditionNotFound, new(new FieldKey(Guid.NewGuid()), FilterMatchType.Equal, FilterValue.UInt8(1)) },
        { FwpError.InvalidEnumerator, new(Fields.IpProtocol, (FilterMatchType)13, FilterValue.UInt8(1)) },
        { FwpError.TypeMismatch, new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt16(1)) },
        { FwpError.TypeMismatch, new(Fields.IpRemotePort, FilterMatchType.Range, FilterValue.Range(FilterValue.UInt8(1), FilterValue.UInt8(2))) },
        { FwpError.TypeMismatch, FilterCondition.RemoteAddress(IPAddress.IPv6Loopback) },
        { FwpError.TypeMismatch, FilterCondition.RemoteAddress(IPNetwork.Parse("fe80::/10")) },
        { FwpError.TypeMismatch, new(Fields.InterfaceIndex, FilterMatchType.Equal, FilterValue.V4AddressMask(0, 0)) },
        { FwpError.TypeMismatch, new(Fields.IpsecSecurityRealmId, FilterMatchType.Equal, FilterValue.UInt8(1)) },
        { FwpError.MatchTypeMismatch, new(Fields.IpRemotePort, FilterMatchType.Range, FilterValue.UInt16(1)) },
        { FwpError.MatchTypeMismatch, new(Fields.IpRemotePort, FilterMatchType.Equal, FilterValue.PortRange(1, 2)) },
        { FwpError.MatchTypeMismatch, new(Fields.IpRemotePort, FilterMatchType.NotEqual, FilterValue.PortRange(1, 2)) },
        { FwpError.MatchTypeMismatch, new(Fields.IpRemotePort, FilterMatchType.NotEqual, FilterValue.Empty) },
        { FwpError.MatchTypeMismatch, new(Fields.IpRemotePort, FilterMatchType.Greater, FilterValue.Empty) },
        { FwpError.MatchTypeMismatch, new(Fields.IpRemoteAddress, FilterMatchType.Less, FilterValue.V4AddressMask(0, 0)) },
        { FwpError.MatchTypeMismatch, new(Fields.Flags, FilterMatchType.FlagsAllSet, FilterValue.Empty) },
        { FwpError.MatchTypeMismatch, new(Fields.IpRemoteAddress, FilterMatchType.FlagsAnySet, FilterValue.ByteArray16(1)) },
        { FwpError.InvalidRange, FilterCondition.RemotePort(2, 1) },
        { FwpError.InvalidRange, new(Fields.IpRemotePort, FilterMatchType.Range, FilterValue.Range(FilterValue.UInt16(1), FilterValue.UInt8(2))) },
        { FwpError.InvalidNetMask, new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.V4AddressMask(0, 0xFF00FF00)) },
        { FwpError.InvalidNetMask, new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.V4AddressMask(0, 0x000000FF)) },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_filter_is_refused(FwpError code, FilterSpec filter)
    {
        var kernel = new RecordingKernel();
        using var engine = new FilterEngine(kernel);
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(filter));

        Assert.Equal(code, refusal.Code);
        Assert.Equal(0, kernel.ApplyCount);
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_is_refused(FwpError code, FilterCondition condition)
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(s_valid with { Conditions = [FilterCondition.LocalPort(1), condition] }));

        Assert.Equal(code, refusal.Code);
        Assert.Equal("test filter", refusal.ObjectName);
        Assert.StartsWith("Filter 'test filter', condition 2 (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_IPv6_prefix_longer_than_an_address_is_refused()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        var filter = Make.Filter(
            layer: LayerId.InboundTransportV6,
            conditions: [new(Fields.IpLocalAddress, FilterMatchType.Equal, FilterValue.V6AddressPrefix(1, 129))]);

        Assert.Equal(FwpError.InvalidNetMask, Assert.Throws<WfpException>(() => session.AddFilter(filter)).Code);
    }

    [Fact]
    public void Usual_filters_are_checked_and_weighed_without_allocating()
    {
        FilterSpec[] filters =
        [
            s_valid with { Conditions = [FilterCondition.RemoteAddress(IPAddress.Loopback), FilterCondition.RemotePort(80), FilterCondition.RemotePort(443)] },
            s_valid with { Conditions = [FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.0/8")), FilterCondition.LocalPort(1, 9), FilterCondition.InterfaceIndex(2)] },
            s_valid with { Conditions = [FilterCondition.FlagsAllSet(ConditionFlags.IsLoopback), FilterCondition.Application("/usr/bin/curl"), FilterCondition.User(1)] },
            s_valid with { Layer = LayerId.OutboundTransportV6, Conditions = [FilterCondition.RemoteAddress(IPNetwork.Parse("fe80::/10")), FilterCondition.RemotePort(80)] },
        ];

        // The first calls fill caches, and are compiled without the optimisations that avoid boxes.
        Assert.True(SpinWait.SpinUntil(() => AllocatedByAll() == 0, TimeSpan.FromSeconds(30)));

        long AllocatedByAll()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var filter in filters)
            {
                filter.Validate();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_repeated_field_must_be_repeated_side_by_side()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(s_valid with
        {
            Conditions = [FilterCondition.RemotePort(80), FilterCondition.LocalPort(1), FilterCondition.RemotePort(443)],
        }));

        Assert.Equal(FwpError.DuplicateCondition, refusal.Code);
        Assert.Contains("side by side", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sublayers_are_refused()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        var taken = session.AddSubLayer(Make.SubLayer());

        Assert.Equal(FwpError.NullDisplayName, Assert.Throws<WfpException>(() => session.AddSubLayer(Make.SubLayer() with { Name = "" })).Code);
        Assert.Equal(FwpError.InvalidParameter, Assert.Throws<WfpException>(() => session.AddSubLayer(Make.SubLayer() with { Name = "\0" })).Code);
        Assert.Equal(FwpError.InvalidEnumerator, Assert.Throws<WfpException>(() => session.AddSubLayer(Make.SubLayer(failMode: (FailMode)7))).Code);
        Assert.Equal(FwpError.AlreadyExists, Assert.Throws<WfpException>(() => session.AddSubLayer(Make.SubLayer(key: taken))).Code);
        Assert.Equal(FwpError.AlreadyExists, Assert.Throws<WfpException>(() => session.AddSubLayer(Make.SubLayer(key: SubLayers.Universal))).Code);
        Assert.Equal(FwpError.BuiltinObject, Assert.Throws<WfpException>(() => session.DeleteSubLayer(SubLayers.Universal)).Code);
        Assert.Equal(FwpError.SublayerNotFound, Assert.Throws<WfpException>(() => session.DeleteSubLayer(Guid.NewGuid())).Code);
    }

    [Fact]
    public void The_message_has_the_code_and_the_advice()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(s_valid with { Conditions = [FilterCondition.RemotePort(90, 80)] }));

        Assert.Equal(
            "Filter 'test filter', condition 1 (IP_REMOTE_PORT Range 90-80): the low end is above the high end. Swap them. (FWP_E_INVALID_RANGE, 0x80320020)",
            refusal.Message);
    }
}
