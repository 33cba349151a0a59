using System.Globalization;
using System.Net;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Demo;

/// <summary>What <c>weir demo</c> does: the block of 168.63.129.16 on real packets, told step by step.</summary>
internal sealed partial class Demonstration(TextWriter output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(800);

    private readonly List<NetEvent> _events = [];
    private bool _asExpected = true;

    /// <returns>True when every step went as the text says.</returns>
    public bool Run()
    {
        Step("Making two network namespaces with a cable between them. No packet can leave them; this machine's network is not touched.");
        using DemoNetwork network = DemoNetwork.Create();
        using EchoHost blocked = EchoHost.Start(network.Host, DemoNetwork.Blocked);
        using EchoHost neighbour = EchoHost.Start(network.Host, DemoNetwork.Neighbour);
        Probe probe = new(network.Client, s_patience);
        Detail($"client {DemoNetwork.ClientAddress}   host {DemoNetwork.Blocked} and {DemoNetwork.Neighbour}");

        Step($"Before: the client reaches {DemoNetwork.Blocked}.");
        Try(probe, DemoNetwork.Blocked, expectAnswer: true);

        Step("Opening the filter engine in the client's namespace: compiling its C# to eBPF, loading it, attaching it.");
        using (WeirEngine weir = WeirEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Client }))
        {
            weir.NetEvents += Remember;
            using Session session = weir.OpenSession(new SessionOptions { Name = "weir demo" });
            ulong[] filters = Block(session, DemoNetwork.Blocked);

            Step($"With the block: nothing reaches {DemoNetwork.Blocked}, inside the kernel ...");
            Try(probe, DemoNetwork.Blocked, expectAnswer: false);
            Step($"... while {DemoNetwork.Neighbour}, on the same host, still answers.");
            Try(probe, DemoNetwork.Neighbour, expectAnswer: true);

            Step("What the engine saw: one event for each packet that it dropped.");
            ShowEvents(weir);
            Step("What it counted.");
            ShowCounters(weir, filters);
            ShowCallout(weir, session, filters, probe);
            Step("Closing the engine: its programs leave the kernel.");
        }

        Step($"After: the client reaches {DemoNetwork.Blocked} again.");
        Try(probe, DemoNetwork.Blocked, expectAnswer: true);
        Step("Removing the namespaces. Done.");
        return _asExpected;
    }

    private ulong[] Block(Session session, IPAddress address)
    {
        using Transaction transaction = session.BeginTransaction();
        Guid subLayer = session.AddSubLayer(new SubLayerSpec { Name = "demo", Weight = 0x0F });
        ulong[] filters =
        [
            .. new[] { LayerId.OutboundTransportV4, LayerId.InboundTransportV4 }.Select(layer => session.AddFilter(new FilterSpec
            {
                Name = $"no {address} ({(layer == LayerId.OutboundTransportV4 ? "outbound" : "inbound")})",
                Layer = layer,
                SubLayer = subLayer,
                Conditions = [FilterCondition.RemoteAddress(address)],
                Action = FilterAction.Block,
            })),
        ];
        transaction.Commit();
        Detail("one transaction: a sublayer, and a filter at each of OUTBOUND_TRANSPORT_V4 and INBOUND_TRANSPORT_V4");
        Detail($"IP_REMOTE_ADDRESS == {address} -> BLOCK; run-time ids {string.Join(" and ", filters)}");
        return filters;
    }

    private void Try(Probe probe, IPAddress address, bool expectAnswer)
    {
        Report("TCP connection", probe.ConnectTcp(address), expectAnswer);
        Report("UDP datagram", probe.SendDatagram(address), expectAnswer);
        Report("ping", probe.Ping(address), expectAnswer);
    }

    private void Report(string what, string? failure, bool expectAnswer)
    {
        bool asExpected = failure is null == expectAnswer;
        _asExpected &= asExpected;
        string outcome = failure is null ? "answered" : $"blocked: {failure}";
        Detail($"{what,-15} {outcome}{(asExpected ? "" : "   <- NOT what it should be")}");
    }

    private void Remember(NetEvent netEvent)
    {
        lock (_events)
        {
            _events.Add(netEvent);
        }
    }

    private void ShowEvents(WeirEngine weir)
    {
        // Events cross from the kernel on a thread of their own; each blocked packet is counted before it is reported.
        ulong blocked = weir.GetLayerCounters(LayerId.OutboundTransportV4).BlockedPackets;
        SpinWait.SpinUntil(() => { lock (_events) { return (ulong)_events.Count >= blocked; } }, s_patience);
        lock (_events)
        {
            _asExpected &= _events.Count > 0;
            foreach (NetEvent seen in _events)
            {
                Detail(EventText.Describe(seen, weir.Policy));
            }
        }
    }

    private void ShowCounters(WeirEngine weir, ulong[] filters)
    {
        foreach (ulong filter in filters)
        {
            FilterCounters counters = weir.GetCounters(filter);
            string name = weir.Policy.FindFilter(filter)!.Spec.Name;
            Detail(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {counters.Packets,4} packets {counters.Bytes,6} bytes"));
        }

        LayerCounters layer = weir.GetLayerCounters(LayerId.OutboundTransportV4);
        Detail($"OUTBOUND_TRANSPORT_V4: {layer.PermittedPackets} packets permitted, {layer.BlockedPackets} blocked");
    }

    private void Step(string text) => output.WriteLine($"\n{text}");

    private void Detail(string text) => output.WriteLine($"    {text}");
}
