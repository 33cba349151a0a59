using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>A callout whose user half reads provider contexts and whose kernel half looks them up by their run-time ids.</summary>
public sealed class ProviderContextCalloutTests : IDisposable
{
    private readonly ManagedEngine _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly CalloutRegistration _registration;
    private readonly PortLimit _callout = new();

    public ProviderContextCalloutTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
        _registration = _engine.RegisterCallout(_callout);
        _callout.Maps = _registration.Maps;
        _session.AddCallout(Make.Callout(_registration.Key) with { UsesProviderContext = true });
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Each_filter_decides_by_the_payload_of_its_provider_context()
    {
        using (var transaction = _session.BeginTransaction())
        {
            AddFilter(AddContext(new Limit(1000)), localPort: 1);
            AddFilter(AddContext(new Limit(2000)), localPort: 2);
            transaction.Commit();
        }

        Assert.Equal(Verdict.Permit, Classify(localPort: 1, remotePort: 1000));
        Assert.Equal(Verdict.Block, Classify(localPort: 1, remotePort: 1001));
        Assert.Equal(Verdict.Permit, Classify(localPort: 2, remotePort: 1001));
        Assert.Equal(Verdict.Block, Classify(localPort: 2, remotePort: 2001));
    }

    [Fact]
    public void The_user_half_can_refuse_a_payload_of_another_class()
    {
        var wrong = AddContext("1000");

        var refusal = Assert.Throws<WfpException>(() => AddFilter(wrong, localPort: 1));
        Assert.Equal(FwpError.CalloutNotificationFailed, refusal.Code);
        Assert.Contains($"{wrong} has no limit. Set Payload to one.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_filter_still_shows_the_provider_context_that_went_with_it()
    {
        var context = AddContext(new Limit(1000));
        var filter = AddFilter(context, localPort: 1);
        Assert.True(_registration.Maps.TryRead(PortLimit.Limits, context.Id, out _));

        using (var transaction = _session.BeginTransaction())
        {
            _session.DeleteFilter(filter);
            _session.DeleteProviderContext(context.Key);
            transaction.Commit();
        }

        Assert.False(_registration.Maps.TryRead(PortLimit.Limits, context.Id, out _));
    }

    [Fact]
    public void The_user_half_can_put_a_number_of_its_own_in_place_of_the_id()
    {
        var context = AddContext(new Limit(1000));
        _callout.Replacement = 77;

        var filter = _session.GetFilter(AddFilter(context, localPort: 1));

        Assert.Equal((77UL, context), (filter.CalloutContext, filter.ProviderContext));
    }

    private InstalledProviderContext AddContext(object payload) =>
        _session.GetProviderContext(_session.AddProviderContext(Make.ProviderContext() with { Payload = payload }));

    private ulong AddFilter(InstalledProviderContext context, ushort localPort) => _session.AddFilter(
        Make.CalloutFilter(_registration.Key) with
        {
            Conditions = [FilterCondition.LocalPort(localPort)],
            ProviderContext = context.Key,
        });

    private Verdict Classify(ushort localPort, ushort remotePort) => _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4)
    {
        [Fields.IpLocalPort] = FilterValue.UInt16(localPort),
        [Fields.IpRemotePort] = FilterValue.UInt16(remotePort),
    }).Verdict;

    private sealed record Limit(ushort HighestPort);

    /// <summary>Permits remote ports up to the limit that the filter's provider context sets.</summary>
    [Callout("14141414-2222-3333-4444-555555555555")]
    private sealed unsafe class PortLimit : ICallout
    {
        public static readonly HashMap<ulong, ushort> Limits = new(16);

        public ICalloutMaps? Maps { get; set; }

        public ulong? Replacement { get; set; }

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            var context = filter.Context;
            var limit = Limits.Lookup(&context);
            if (filter.HasProviderContext && limit != null && values.RemotePort <= *limit)
            {
                classifyOut.Permit();
            }
            else
            {
                classifyOut.BlockHard();
            }
        }

        public void Notify(CalloutNotification notification)
        {
            if (notification.ProviderContext is not { Spec.Payload: Limit limit } context)
            {
                notification.Refuse($"{notification.ProviderContext} has no limit. Set Payload to one.");
                return;
            }

            switch (notification.Type)
            {
                case CalloutNotificationType.AddFilter:
                    Maps!.Write(Limits, context.Id, limit.HighestPort);
                    notification.Context = Replacement ?? notification.Context;
                    break;
                case CalloutNotificationType.DeleteFilter:
                    Maps!.Remove(Limits, context.Id);
                    break;
            }
        }
    }
}
