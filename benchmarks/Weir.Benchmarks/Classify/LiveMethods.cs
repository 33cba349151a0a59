using System.Text;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Classify;

/// <summary>
/// A packet filter of the kernel, met by a flood of real packets in namespaces of its own, over the same flood without it. All rules
/// permit, and what no rule matches is permitted too: every packet goes the same way to the same end.
/// </summary>
internal abstract class LiveMethod : ClassifyMethod
{
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(20);

    private readonly LinuxFlood _bare;
    private readonly LinuxFlood _flood;

    /// <summary>Makes the namespaces.</summary>
    /// <param name="set">The rules and packets.</param>
    /// <param name="bare">The flood that meets nothing; it is not disposed.</param>
    protected LiveMethod(RuleSet set, LinuxFlood bare)
    {
        _bare = bare;
        _flood = LinuxFlood.Create(set.Packets);
    }

    public sealed override bool IsLive => true;

    /// <summary>Packets that queues dropped in all rounds; they make the numbers worthless.</summary>
    public long Lost { get; private set; }

    protected NetworkNamespace Namespace => _flood.Receiver;

    public override void WarmUp()
    {
        _bare.Send(s_warmUp);
        _flood.Send(s_warmUp);
    }

    public override void Dispose() => _flood.Dispose();

    protected sealed override double Measure()
    {
        var bare = _bare.Send(s_round);
        var filtered = _flood.Send(s_round);
        Lost += bare.Lost + filtered.Lost;
        return filtered.NanosecondsPerPacket - bare.NanosecondsPerPacket;
    }

    /// <summary>Writes a file for a program to read, and runs it on it.</summary>
    protected static void Load(string text, string scratch, Func<string, string> run)
    {
        var file = Path.Combine(scratch, "live.rules");
        File.WriteAllText(file, text);
        try
        {
            run(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>Weir's engine.</summary>
internal sealed class WeirLiveMethod : LiveMethod
{
    private readonly LinuxEngine _kernel;
    private readonly FilterEngine _engine;

    /// <exception cref="PolicyTooLargeException">The engine does not hold so many filters.</exception>
    public WeirLiveMethod(RuleSet set, LinuxFlood bare)
        : base(set, bare)
    {
        try
        {
            Rules = set.Filters.Count;
            _kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = Namespace });
            _engine = new FilterEngine(_kernel);
            using var session = _engine.OpenSession();
            using var transaction = session.BeginTransaction();
            foreach (var filter in set.Filters)
                session.AddFilter(LinuxFlood.Mirrored(filter) with { Action = FilterAction.Permit });
            transaction.Commit();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name => "Weir, live";

    public override int Rules { get; }

    public override void Dispose()
    {
        _engine?.Dispose();
        _kernel?.Dispose();
        base.Dispose();
    }
}

/// <summary>nftables, one rule after the other.</summary>
internal sealed class NftLinearMethod : LiveMethod
{
    public NftLinearMethod(RuleSet set, LinuxFlood bare, string scratch)
        : base(set, bare)
    {
        Rules = set.Filters.Count;
        var text = new StringBuilder("table ip weir { chain input { type filter hook input priority 0; policy accept;\n");
        foreach (var rule in ClassBenchRule.ReadAll(set.RulesPath))
        {
            if (rule.Source.Length > 0)
                text.Append("ip saddr ").Append(rule.Source).Append(' ');
            if (rule.Destination.Length > 0)
                text.Append("ip daddr ").Append(rule.Destination).Append(' ');
            if (rule.Protocol is { } protocol)
                text.Append("meta l4proto ").Append(protocol).Append(' ');
            if (rule.CanAskForPorts && !rule.SourcePorts.IsAny)
                text.Append("th sport ").Append(rule.SourcePorts.ToText('-')).Append(' ');
            if (rule.CanAskForPorts && !rule.DestinationPorts.IsAny)
                text.Append("th dport ").Append(rule.DestinationPorts.ToText('-')).Append(' ');
            text.Append("accept\n");
        }

        text.Append("}\n}\n");
        try
        {
            Load(text.ToString(), scratch, file => Tool.Run(Namespace, "nft", "-f", file));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name => "nftables, linear";

    public override int Rules { get; }
}

/// <summary>nftables, one set of intervals in five fields. It takes no two elements that overlap, so the first rules that do not are taken.</summary>
internal sealed class NftSetMethod : LiveMethod
{
    public NftSetMethod(RuleSet set, LinuxFlood bare, string scratch)
        : base(set, bare)
    {
        var rules = DisjointRules.Of(ClassBenchRule.ReadAll(set.RulesPath));
        Rules = rules.Count;
        var text = new StringBuilder(
            "table ip weir { set rules { type ipv4_addr . ipv4_addr . inet_proto . inet_service . inet_service; flags interval; elements = {\n");
        foreach (var rule in rules)
        {
            var protocol = rule.Protocol is { } number ? $"{number}" : "0-255";
            text.Append(rule.Source).Append(" . ").Append(rule.Destination).Append(" . ").Append(protocol).Append(" . ")
                .Append(rule.SourcePorts.ToText('-')).Append(" . ").Append(rule.DestinationPorts.ToText('-')).Append(",\n");
        }

        text.Append("}\n}\nchain input { type filter hook input priority 0; policy accept;\n")
            .Append("ip saddr . ip daddr . meta l4proto . th sport . th dport @rules accept\n}\n}\n");
        try
        {
            Load(text.ToString(), scratch, file => Tool.Run(Namespace, "nft", "-f", file));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name => "nftables, set";

    public override int Rules { get; }

    public override string? Remark => $"{Rules} disjoint";
}

/// <summary>iptables-legacy, one rule after the other.</summary>
internal sealed class IptablesMethod : LiveMethod
{
    public IptablesMethod(RuleSet set, LinuxFlood bare, string scratch)
        : base(set, bare)
    {
        Rules = set.Filters.Count;
        var text = new StringBuilder("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n");
        foreach (var rule in ClassBenchRule.ReadAll(set.RulesPath))
        {
            text.Append("-A INPUT");
            if (rule.Source.Length > 0)
                text.Append(" -s ").Append(rule.Source);
            if (rule.Destination.Length > 0)
                text.Append(" -d ").Append(rule.Destination);
            if (rule.Protocol is { } protocol)
                text.Append(" -p ").Append(protocol);
            if (rule.CanAskForPorts && !rule.SourcePorts.IsAny)
                text.Append(" --sport ").Append(rule.SourcePorts.ToText(':'));
            if (rule.CanAskForPorts && !rule.DestinationPorts.IsAny)
                text.Append(" --dport ").Append(rule.DestinationPorts.ToText(':'));
            text.Append(" -j ACCEPT\n");
        }

        text.Append("COMMIT\n");
        try
        {
            Load(text.ToString(), scratch, file => Tool.Run(Namespace, "iptables-legacy-restore", file));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Name => "iptables, linear";

    public override int Rules { get; }
}
