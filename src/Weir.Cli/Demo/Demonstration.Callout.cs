using Weir.Engine;

namespace Weir.Cli.Demo;

internal sealed partial class Demonstration
{
    /// <summary>The same block once more, by C# that runs in the kernel in the place of conditions.</summary>
    private void ShowCallout(WeirEngine weir, Session session, ulong[] filters, Probe probe)
    {
        Step("The same by a callout: C# that decides over each packet, inside the kernel. Registering it compiles its Classify to eBPF.");
        CalloutRegistration callout = weir.RegisterCallout(new DemoCallout());
        try
        {
            Detail($"callout '{callout.Name}': run-time id {callout.Id}");
            ulong filter = AskCallout(session, callout, filters);

            Step($"With the callout: its Classify blocks {DemoNetwork.Blocked} ...");
            Try(probe, DemoNetwork.Blocked, expectAnswer: false);
            Step("... and permits everything else.");
            Try(probe, DemoNetwork.Neighbour, expectAnswer: true);

            Step("What the callout told: one record for each packet that it permitted.");
            int told = callout.Maps.Consume<PermittedPacket>(DemoCallout.Permitted, record => Detail($"{record}"));
            CalloutCounters counters = callout.ReadCounters();
            _asExpected &= told > 0 && (ulong)told < counters.Classifications;
            Detail($"classified {counters.Classifications} packets, {told} of them permitted; {counters.Faults} faults");

            Step("Unregistering the callout. Its filter stays, and a terminating callout that is not there blocks: nothing slips through a gap.");
            callout.Dispose();
            Try(probe, DemoNetwork.Neighbour, expectAnswer: false);
            Step("Deleting the filter.");
            session.DeleteFilter(filter);
            Try(probe, DemoNetwork.Neighbour, expectAnswer: true);
        }
        finally
        {
            callout.Dispose();
        }
    }

    /// <summary>Swaps the filters for one without conditions that asks the callout.</summary>
    private ulong AskCallout(Session session, CalloutRegistration callout, ulong[] filters)
    {
        using Transaction transaction = session.BeginTransaction();
        foreach (ulong old in filters)
        {
            session.DeleteFilter(old);
        }

        session.AddCallout(new CalloutSpec { Key = callout.Key, Name = callout.Name, ApplicableLayer = LayerId.OutboundTransportV4 });
        ulong filter = session.AddFilter(new FilterSpec
        {
            Name = "ask the callout",
            Layer = LayerId.OutboundTransportV4,
            Weight = FilterWeight.Range(15),
            Action = FilterAction.CalloutTerminating,
            Callout = callout.Key,
        });
        transaction.Commit();
        Detail("one transaction: the filters go, a callout object and a filter without conditions come, at OUTBOUND_TRANSPORT_V4");
        Detail($"everything -> CALLOUT_TERMINATING; run-time id {filter}");
        return filter;
    }
}
