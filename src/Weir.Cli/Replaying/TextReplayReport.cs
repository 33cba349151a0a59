using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Weir.Captures;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Replaying;

/// <summary>A line for each packet, then tables.</summary>
internal sealed class TextReplayReport(PolicySnapshot policy) : ReplayReport
{
    public override void Write(ReplayedPacket packet)
    {
        FieldValues values = packet.Packet.Values;
        string ends = PacketText.Describe(
            (Direction?)NumberOf(values[Fields.Direction]),
            (byte?)NumberOf(values[Fields.IpProtocol]),
            AddressOf(values[Fields.IpLocalAddress]),
            (ushort?)NumberOf(values[Fields.IpLocalPort]),
            AddressOf(values[Fields.IpRemoteAddress]),
            (ushort?)NumberOf(values[Fields.IpRemotePort]));
        string time = packet.Frame.Time?.ToLocalTime().ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "without time";
        ReplayDecision decision = packet.Decision;
        string verdict = decision.IsVeto ? "VETO" : decision.Verdict == Verdict.Block ? "BLOCK" : "PERMIT";
        string remarks = (decision.IsAbsorbed ? ", absorbed" : "") + (packet.Packet.IsMalformed ? ", malformed" : "") + (packet.Source.IsCut ? ", cut" : "");
        Console.WriteLine($"{packet.Frame.Number,6} {time} {PolicyLayers.NameOf(values.Layer)} {ends} {verdict} by {NameOf(decision.FilterId)}{remarks}");
    }

    public override void End(
        ReplaySummary summary, IReadOnlyList<IPAddress> guessed, ImmutableArray<CalloutRegistration> callouts, CaptureFormatException? damage)
    {
        Console.WriteLine();
        int skipped = summary.Skipped.Values.Sum();
        Console.WriteLine($"{summary.Frames} frames: {summary.Permitted} packets permitted, {summary.Blocked} blocked, {skipped} frames skipped");
        if (guessed.Count > 0)
        {
            Console.WriteLine($"this host's address is taken to be {string.Join(" and ", guessed)}, the first packet's source; --local says otherwise");
        }

        if (summary.Malformed > 0)
        {
            Console.WriteLine($"{summary.Malformed} packets are malformed: fields that could not be read are absent");
        }

        if (summary.Cut > 0)
        {
            Console.WriteLine($"{summary.Cut} packets are cut: the capture has only their beginning");
        }

        if (summary.Shortened > 0)
        {
            Console.WriteLine($"{summary.Shortened} packets are longer than the kernel's test run takes: it saw their first {LinuxReplay.LargestPacket} bytes");
        }

        foreach ((string what, int count) in summary.Skipped)
        {
            Console.WriteLine($"skipped: {count} ({what})");
        }

        WriteFilters(summary);
        foreach (CalloutRegistration callout in callouts)
        {
            CalloutCounters counters = callout.ReadCounters();
            Console.WriteLine($"callout {callout.Name} at {LayerOf(callout)}: {counters.Classifications} classifications, {counters.Faults} faults");
        }
    }

    public override void Dispose() => Console.Out.Flush();

    private void WriteFilters(ReplaySummary summary)
    {
        TextTable table = new("layer", "filter", "packets", "bytes");
        foreach (((LayerId layer, ulong filter), (long packets, long bytes)) in summary.ByFilter)
        {
            table.Add(PolicyLayers.NameOf(Layers.Get(layer)), NameOf(filter), $"{packets}", $"{bytes}");
        }

        Console.WriteLine();
        table.Write(Console.Out);
    }

    private string LayerOf(CalloutRegistration callout) => PolicyLayers.NameOf(Layers.Get(policy.FindCallout(callout.Key)!.Spec.ApplicableLayer));

    private string NameOf(ulong filter) => filter == 0 ? "no filter" : $"'{policy.FindFilter(filter)!.Spec.Name}'";
}
