using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

public sealed class FlowContextTests : IDisposable
{
    private static readonly Guid s_key = Guid.NewGuid();

    private readonly ManagedEngine _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly FlowCallout _callout = new();
    private readonly CalloutRegistration _registration;

    public FlowContextTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
        _session.AddCallout(Make.Callout(s_key));
        _registration = _engine.RegisterCallout(_callout, s_key);
        _session.AddFilter(Make.CalloutFilter(s_key));
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Classify_gets_the_context_of_the_packets_flow()
    {
        _registration.AssociateFlowContext(flowHandle: 7, LayerId.OutboundTransportV4, context: 70);
        _registration.AssociateFlowContext(flowHandle: 8, LayerId.InboundTransportV4, context: 80);

        Assert.Equal(70UL, ContextSeenBy(new IncomingMetadata { Present = MetadataFields.FlowHandle, FlowHandle = 7 }));
        Assert.Equal(0UL, ContextSeenBy(new IncomingMetadata { Present = MetadataFields.FlowHandle, FlowHandle = 8 }));
        Assert.Equal(0UL, ContextSeenBy(new IncomingMetadata { FlowHandle = 7 }));
    }

    [Fact]
    public void A_context_can_be_removed_once()
    {
        _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70);

        Assert.False(_registration.RemoveFlowContext(7, LayerId.InboundTransportV4));
        Assert.True(_registration.RemoveFlowContext(7, LayerId.OutboundTransportV4));
        Assert.False(_registration.RemoveFlowContext(7, LayerId.OutboundTransportV4));

        Assert.Equal([(LayerId.OutboundTransportV4, _registration.Id, 70UL)], _callout.Ended);
        Assert.Equal(0UL, _registration.FindFlowContext(7, LayerId.OutboundTransportV4));
    }

    [Fact]
    public void The_end_of_a_flow_ends_its_contexts_at_every_layer_and_no_others()
    {
        _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70);
        _registration.AssociateFlowContext(7, LayerId.InboundTransportV4, 71);
        _registration.AssociateFlowContext(8, LayerId.OutboundTransportV4, 80);
        _callout.Fails = true;

        _kernel.EndFlow(7);

        Assert.Equal([(LayerId.InboundTransportV4, _registration.Id, 71UL), (LayerId.OutboundTransportV4, _registration.Id, 70UL)], _callout.Ended);
        Assert.Equal(80UL, _registration.FindFlowContext(8, LayerId.OutboundTransportV4));
        _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 72);
    }

    [Fact]
    public void While_contexts_remain_the_callout_cannot_be_unregistered()
    {
        _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70);

        Refused(FwpError.InUse, _registration.Unregister);
        Assert.True(_registration.IsRegistered);

        _kernel.EndFlow(7);
        _registration.Unregister();
        Assert.False(_registration.IsRegistered);
    }

    [Fact]
    public void Disposing_the_registration_ends_the_contexts_first()
    {
        _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70);
        _registration.AssociateFlowContext(8, LayerId.OutboundTransportV4, 80);

        _engine.Dispose();

        Assert.Equal([70UL, 80UL], _callout.Ended.Select(ended => ended.Context));
        Assert.Throws<ObjectDisposedException>(() => _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70));
    }

    [Fact]
    public void Contexts_are_refused()
    {
        _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70);

        Refused(FwpError.AlreadyExists, () => _registration.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70));
        Refused(FwpError.InvalidParameter, () => _registration.AssociateFlowContext(8, LayerId.OutboundTransportV4, 0));
        Refused(FwpError.LayerNotFound, () => _registration.AssociateFlowContext(8, (LayerId)99, 1));
        using var deaf = _engine.RegisterCallout(new SilentCallout());
        var refusal = Refused(FwpError.InvalidParameter, () => deaf.AssociateFlowContext(7, LayerId.OutboundTransportV4, 70));
        Assert.Contains("Implement ICallout.FlowDelete", refusal.Message, StringComparison.Ordinal);
    }

    private ulong ContextSeenBy(IncomingMetadata metadata)
    {
        FlowCallout.SeenContext = ulong.MaxValue;
        _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4), packet: [], metadata);
        return FlowCallout.SeenContext;
    }

    private static WfpException Refused(FwpError code, Action call)
    {
        var refusal = Assert.Throws<WfpException>(call);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    private sealed class FlowCallout : ICallout
    {
        public static ulong SeenContext { get; set; }

        public List<(LayerId Layer, uint CalloutId, ulong Context)> Ended { get; } = [];

        public bool Fails { get; set; }

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            SeenContext = flowContext;

        public void FlowDelete(LayerId layer, uint calloutId, ulong flowContext)
        {
            Ended.Add((layer, calloutId, flowContext));
            if (Fails)
            {
                throw new InvalidOperationException("nobody listens");
            }
        }
    }
}
