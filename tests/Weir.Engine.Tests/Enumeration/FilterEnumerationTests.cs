using System.Net;
using Weir.Engine.Tests.Security;

namespace Weir.Engine.Tests.Enumeration;

public sealed class FilterEnumerationTests : IDisposable
{
    private const LayerId Layer = LayerId.OutboundTransportV4;

    private readonly FilterEngine _engine = new(new RecordingKernel());
    private readonly Session _session;

    public FilterEnumerationTests() => _session = _engine.OpenSession();

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Conditions_are_products_of_sets_and_a_field_without_one_can_be_anything()
    {
        var everything = Add();
        var web = Add([FilterCondition.RemotePort(80)]);
        var lowPorts = Add([FilterCondition.RemotePort(0, 1023)]);
        var webOfOneServer = Add([FilterCondition.RemoteAddress(IPAddress.Parse("10.0.0.1")), FilterCondition.RemotePort(80)]);
        var highPorts = Add([FilterCondition.RemotePort(1024, 65535)]);
        var allPortsOrNone = Add([FilterCondition.RemotePort(0, 65535), new(Fields.IpRemotePort, FilterMatchType.Equal, FilterValue.Empty)]);
        var elsewhere = Add(layer: LayerId.OutboundTransportV6);

        ConditionList port80 = [FilterCondition.RemotePort(80)];
        ConditionList network = [FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.0/24"))];
        Assert.Equal([everything, web, lowPorts, allPortsOrNone], Enumerate(port80, FilterEnumerationType.FullyContained));
        Assert.Equal([everything, web, lowPorts, webOfOneServer, allPortsOrNone], Enumerate(port80, FilterEnumerationType.Overlapping));
        Assert.Equal([everything, allPortsOrNone], Enumerate(network, FilterEnumerationType.FullyContained));
        Assert.Equal([everything, web, lowPorts, webOfOneServer, highPorts, allPortsOrNone], Enumerate(network, FilterEnumerationType.Overlapping));
        Assert.Equal([everything, web, lowPorts, webOfOneServer, highPorts, allPortsOrNone], Enumerate([], FilterEnumerationType.FullyContained));
        Assert.DoesNotContain(elsewhere, Enumerate([], FilterEnumerationType.Overlapping));
        Assert.Equal([everything, lowPorts, allPortsOrNone], Enumerate([FilterCondition.RemotePort(80, 90)], FilterEnumerationType.FullyContained));
    }

    [Fact]
    public void Sorted_is_the_order_of_evaluation_and_the_best_is_the_first_that_terminates()
    {
        var heavy = _session.AddSubLayer(Make.SubLayer(0x9000));
        var callout = _session.AddCallout(Make.Callout());
        var light = Add(spec => spec with { Weight = FilterWeight.Exact(1) });
        var first = Add(spec => spec with { Weight = FilterWeight.Exact(5) });
        var second = Add(spec => spec with { Weight = FilterWeight.Exact(5) });
        var inHeavySubLayer = Add(spec => spec with { SubLayer = heavy, Weight = FilterWeight.Exact(0) });
        var inspection = Add(spec => spec with
        {
            SubLayer = heavy,
            Weight = FilterWeight.Exact(9),
            Action = FilterAction.CalloutInspection,
            Callout = _session.GetCallout(callout).Key,
        });
        var elsewhere = Add(layer: LayerId.InboundTransportV4);

        Assert.Equal(
            [inspection, inHeavySubLayer, first, second, light],
            Enumerate(new FilterTemplate { Layer = Layer, Flags = FilterEnumerationFlags.Sorted }));
        Assert.Equal(
            [elsewhere, inspection, inHeavySubLayer, first, second, light],
            Enumerate(new FilterTemplate { Flags = FilterEnumerationFlags.Sorted }));
        Assert.Equal([inHeavySubLayer], Enumerate(new FilterTemplate { Layer = Layer, Flags = FilterEnumerationFlags.BestTerminatingMatch }));
        Assert.Empty(Enumerate(new FilterTemplate { Layer = LayerId.OutboundTransportV6, Flags = FilterEnumerationFlags.BestTerminatingMatch }));
    }

    [Fact]
    public void Provider_callout_context_and_action_narrow_it()
    {
        var provider = _session.AddProvider(Make.Provider());
        var callout = _session.GetCallout(_session.AddCallout(Make.Callout() with { UsesProviderContext = true, Provider = provider })).Key;
        var context = _session.GetProviderContext(_session.AddProviderContext(Make.ProviderContext() with { Payload = "limits" })).Key;
        var block = Add();
        var permit = Add(spec => spec with { Action = FilterAction.Permit, Provider = provider });
        var calling = Add(spec => spec with { Action = FilterAction.CalloutTerminating, Callout = callout, ProviderContext = context });
        var inspecting = Add(spec => spec with { Action = FilterAction.CalloutInspection, Callout = callout, Provider = provider });

        Assert.Equal([permit, inspecting], Enumerate(new FilterTemplate { Provider = provider }));
        Assert.Equal([block, calling], Enumerate(new FilterTemplate { Provider = Guid.Empty }));
        Assert.Equal([calling, inspecting], Enumerate(new FilterTemplate { Callout = callout }));
        Assert.Equal([inspecting], Enumerate(new FilterTemplate { Callout = callout, Provider = provider }));
        Assert.Equal([calling], Enumerate(new FilterTemplate { ProviderContext = new ProviderContextTemplate() }));
        Assert.Equal([calling], Enumerate(new FilterTemplate { ProviderContext = new ProviderContextTemplate { PayloadType = typeof(string) } }));
        Assert.Empty(Enumerate(new FilterTemplate { ProviderContext = new ProviderContextTemplate { PayloadType = typeof(Version) } }));
        Assert.Equal([block, permit, calling], Enumerate(new FilterTemplate { ActionMask = 0x1000 }));
        Assert.Equal([calling, inspecting], Enumerate(new FilterTemplate { ActionMask = 0x4000 }));
        Assert.Equal([block, permit, calling, inspecting], Enumerate(null));
    }

    [Fact]
    public void Boot_time_and_disabled_filters_are_asked_for()
    {
        var plain = Add();
        var bootTime = Add(spec => spec with { Flags = FilterFlags.BootTime });

        Assert.Equal([plain], Enumerate(new FilterTemplate()));
        Assert.Equal([plain, bootTime], Enumerate(new FilterTemplate { Flags = FilterEnumerationFlags.IncludeBootTime }));
        Assert.Equal([bootTime], Enumerate(new FilterTemplate { Flags = FilterEnumerationFlags.BootTimeOnly | FilterEnumerationFlags.IncludeDisabled }));
        Assert.Equal([plain, bootTime], Enumerate(null));

        var disabled = new InstalledFilter(
            Make.Filter() with { Flags = FilterFlags.Disabled }, 9, 0, Assert.Single(SubLayers.BuiltIn, subLayer => subLayer.Key == SubLayers.Universal), null, Lifetime.Persistent, 0);
        Assert.False(new FilterMatcher(new FilterTemplate()).Fits(disabled));
        Assert.False(new FilterMatcher(new FilterTemplate { Flags = FilterEnumerationFlags.BootTimeOnly | FilterEnumerationFlags.IncludeDisabled }).Fits(disabled));
        Assert.True(new FilterMatcher(new FilterTemplate { Flags = FilterEnumerationFlags.IncludeDisabled }).Fits(disabled));
    }

    [Fact]
    public void An_enumeration_is_of_one_moment_and_a_transaction_sees_its_own()
    {
        var committed = Add();
        using var transaction = _session.BeginTransaction();
        var added = Add();
        var inTransaction = _session.EnumerateFilters(new FilterTemplate());
        _session.DeleteFilter(committed);
        var later = Add();

        Assert.Equal([committed, added], inTransaction.Select(filter => filter.Id));
        Assert.Equal([added, later], Enumerate(new FilterTemplate()));
        using var other = _engine.OpenSession();
        Assert.Equal([committed], other.EnumerateFilters(new FilterTemplate()).Select(filter => filter.Id));
    }

    public static TheoryData<FwpError, FilterTemplate> BadTemplates => new()
    {
        { FwpError.LayerNotFound, new FilterTemplate { Layer = (LayerId)60_000 } },
        { FwpError.LayerNotFound, new FilterTemplate { Conditions = [FilterCondition.RemotePort(1)] } },
        { FwpError.LayerNotFound, new FilterTemplate { Flags = FilterEnumerationFlags.BestTerminatingMatch } },
        { FwpError.InvalidFlags, new FilterTemplate { Flags = (FilterEnumerationFlags)0x20 } },
        { FwpError.InvalidEnumerator, new FilterTemplate { Type = (FilterEnumerationType)2 } },
        { FwpError.NeverMatch, new FilterTemplate { ActionMask = 0 } },
        { FwpError.NeverMatch, With([new(Fields.IpRemotePort, FilterMatchType.Greater, FilterValue.UInt16(65_535))]) },
        { FwpError.NeverMatch, With([new(Fields.IpRemotePort, FilterMatchType.FlagsAnySet, FilterValue.UInt16(0))]) },
        { FwpError.NeverMatch, WithAt(LayerId.AleAuthConnectV4, [new(Fields.AleAppId, FilterMatchType.Less, FilterValue.ByteBlob(ReadOnlySpan<byte>.Empty))]) },
        { FwpError.DuplicateCondition, With([FilterCondition.RemotePort(1), FilterCondition.RemotePort(2)]) },
        { FwpError.ConditionNotFound, With([new(Fields.AleAppId, FilterMatchType.Equal, FilterValue.ByteBlob([1]))]) },
        { FwpError.TypeMismatch, With([new(Fields.IpRemotePort, FilterMatchType.Equal, FilterValue.UInt8(1))]) },
        { FwpError.MatchTypeMismatch, With([new(Fields.IpRemotePort, FilterMatchType.Prefix, FilterValue.UInt16(1))]) },
        { FwpError.InvalidRange, With([new(Fields.IpRemotePort, FilterMatchType.Range, FilterValue.PortRange(2, 1))]) },
        { FwpError.InvalidNetMask, With([new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.V4AddressMask(0, 0xFF00FF00))]) },
        { FwpError.TypeMismatch, WithAt(LayerId.AleAuthConnectV4, [new(Fields.AleUserId, FilterMatchType.Equal, FilterValue.SecurityDescriptor(new(Principal.Root)))]) },
        { FwpError.MatchTypeMismatch, WithAt(LayerId.AleAuthConnectV4, [new(Fields.AleUserId, FilterMatchType.NotEqual, FilterValue.Sid(SecurityIdentifier.Everyone))]) },
    };

    [Theory]
    [MemberData(nameof(BadTemplates))]
    public void A_template_that_makes_no_sense_is_refused_at_once(FwpError code, FilterTemplate template)
    {
        var refusal = Assert.Throws<WfpException>(() => _session.EnumerateFilters(template));

        Assert.Equal(code, refusal.Code);
        Assert.StartsWith("Filter template", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_of_a_descriptor_is_found_by_the_security_identifier()
    {
        var allowed = SecurityDescriptor.ForMatching([Principal.User(1000)]);
        var ofAlice = Add([new(Fields.AleUserId, FilterMatchType.Equal, FilterValue.SecurityDescriptor(allowed))], LayerId.AleAuthConnectV4);
        FilterTemplate Of(uint uid) => WithAt(
            LayerId.AleAuthConnectV4, [new(Fields.AleUserId, FilterMatchType.Equal, FilterValue.Sid(SecurityIdentifier.Of(Principal.User(uid))))]);

        Assert.Equal([ofAlice], Enumerate(Of(1000)));
        Assert.Empty(Enumerate(Of(1001)));
    }

    [Fact]
    public void A_caller_enumerates_what_it_may_read_of_containers_that_let_it()
    {
        using var world = new AccessWorld();
        var hidden = world.Owner.AddFilter(Make.Filter() with { Security = new SecurityDescriptor(Principal.Root) });
        using var session = world.OpenAs(AccessWorld.Alice);

        Assert.Equal([world.Filter], session.EnumerateFilters().Select(filter => filter.Id));
        Assert.Equal([world.Filter], session.EnumerateFilters(new FilterTemplate { Flags = FilterEnumerationFlags.Sorted }).Select(filter => filter.Id));
        Assert.Equal([world.Filter, hidden], world.Owner.EnumerateFilters().Select(filter => filter.Id));

        world.Owner.SetSecurity(ObjectKind.Filter, new SecurityDescriptor(
            Principal.Root, AccessControlEntry.Allow(Principal.User(AccessWorld.Alice.UserId), AccessRights.All & ~AccessRights.Enumerate)));
        Assert.Equal(FwpError.AccessDenied, Assert.Throws<WfpException>(() => session.EnumerateFilters()).Code);
    }

    [Fact]
    public void The_other_objects_are_enumerated_by_their_templates()
    {
        var provider = _session.AddProvider(Make.Provider());
        var subLayer = _session.AddSubLayer(Make.SubLayer(5) with { Provider = provider });
        var callout = _session.AddCallout(Make.Callout() with { Provider = provider });
        var otherCallout = _session.AddCallout(Make.Callout(layer: LayerId.InboundTransportV4));
        var bytes = _session.AddProviderContext(Make.ProviderContext() with { Data = [1] });
        var payload = _session.AddProviderContext(Make.ProviderContext() with { Payload = new List<int>(), Provider = provider });

        Assert.Contains(provider, _session.EnumerateProviders().Select(one => one.Key));
        Assert.Equal([subLayer], _session.EnumerateSubLayers(new SubLayerTemplate { Provider = provider }).Select(one => one.Key));
        Assert.Equal(_engine.Policy.SubLayersByWeight, _session.EnumerateSubLayers());
        Assert.Equal([callout], _session.EnumerateCallouts(new CalloutTemplate { Provider = provider }).Select(one => one.Id));
        Assert.Equal([otherCallout], _session.EnumerateCallouts(new CalloutTemplate { Provider = Guid.Empty, Layer = LayerId.InboundTransportV4 }).Select(one => one.Id));
        Assert.Equal(_engine.Policy.Callouts, _session.EnumerateCallouts());
        Assert.Equal([bytes], _session.EnumerateProviderContexts(new ProviderContextTemplate { Provider = Guid.Empty }).Select(one => one.Id));
        Assert.Equal([payload], _session.EnumerateProviderContexts(new ProviderContextTemplate { PayloadType = typeof(IEnumerable<int>) }).Select(one => one.Id));
        Assert.Equal([bytes, payload], _session.EnumerateProviderContexts().Select(one => one.Id));
    }

    private static FilterTemplate With(ConditionList conditions) => WithAt(Layer, conditions);

    private static FilterTemplate WithAt(LayerId layer, ConditionList conditions) => new() { Layer = layer, Conditions = conditions };

    private ulong Add(ConditionList conditions = default, LayerId layer = Layer) => _session.AddFilter(Make.Filter(layer: layer, conditions: conditions));

    private ulong Add(Func<FilterSpec, FilterSpec> change) => _session.AddFilter(change(Make.Filter(layer: Layer)));

    private List<ulong> Enumerate(ConditionList conditions, FilterEnumerationType type) =>
        Enumerate(new FilterTemplate { Layer = Layer, Conditions = conditions, Type = type });

    private List<ulong> Enumerate(FilterTemplate? template) => [.. _session.EnumerateFilters(template).Select(filter => filter.Id)];
}
