namespace Weir.Policy;

/// <summary>
/// Turns a base chain, with the chains that it jumps to, into one list of decisions of which the first that has a packet counts. Where a
/// rule cannot come in, later rules stay only if they decide the same as it would, or about other packets: their decision is then the right
/// one whatever the missing rule does. The others are left out too.
/// </summary>
internal sealed class PacketFlattening(IReadOnlyDictionary<string, PacketChain> chains, Dictionary<ImportSource, string> leftOut, HashSet<ImportSource> reached)
{
    /// <summary>The most boxes of packets that a base chain may need.</summary>
    public const int MostBoxes = 20_000;

    // The kernel itself allows 16.
    private const int DeepestJump = 32;

    private readonly List<PacketDecision> _decisions = [];
    private readonly HashSet<ImportSource> _decided = [];
    private readonly List<PacketDecision> _undecided = [];
    private bool _isStale;
    private int _boxes;

    /// <exception cref="RefusedException">The chain is too large, or jumps in circles.</exception>
    public List<PacketDecision> Run(PacketChain chain)
    {
        do
        {
            _isStale = false;
            _boxes = 0;
            _decisions.Clear();
            _decided.Clear();
            _undecided.Clear();
            var all = chain.Versions.Select(Everything(chain)).ToList();
            Walk(chain, chain, all, depth: 0);
            DecideAll(all, chain.Policy, chain.Source);
        }
        while (_isStale);
        return _decisions;
    }

    // A packet that arrives has no interface to leave by, which nftables calls interface 0; and the other way round.
    private static Func<bool, PacketBox> Everything(PacketChain chain) => isV6 =>
        PacketBox.All(isV6).Restrict(
            chain.IsOutput ? PacketDimension.InInterface : PacketDimension.OutInterface,
            PacketSet.Of(IntervalSet.Of(uint.MaxValue, 0, 0)))!;

    private void Walk(PacketChain chain, PacketChain baseChain, List<PacketBox> packets, int depth)
    {
        if (depth > DeepestJump)
            throw new RefusedException($"its jumps are more than {DeepestJump} deep");
        foreach (var rule in chain.Rules)
        {
            reached.Add(rule.Source);
            if (rule.Problem is not null)
                leftOut.TryAdd(rule.Source, rule.Problem);
            foreach (var branch in rule.Branches)
                packets = Take(rule, branch, chain, baseChain, packets, depth);
        }
    }

    /// <returns>The packets that go on to the next rule.</returns>
    private List<PacketBox> Take(PacketRule rule, PacketBranch branch, PacketChain chain, PacketChain baseChain, List<PacketBox> packets, int depth)
    {
        var matched = Intersect(packets, branch.Boxes);
        if (matched.Count == 0)
            return packets;
        switch (branch.Verdict)
        {
            case PacketVerdict.Accept or PacketVerdict.Drop:
                DecideAll(matched, branch.Verdict, rule.Source);
                return packets;
            case PacketVerdict.Continue:
                return packets;
            case var _ when leftOut.ContainsKey(rule.Source):
                AddUndecided(matched, PacketVerdict.Unknown, rule.Source);
                return packets;
            case PacketVerdict.Return:
                if (depth == 0)
                    DecideAll(matched, baseChain.Policy, rule.Source);
                return Subtract(packets, matched);
            case PacketVerdict.Jump or PacketVerdict.Goto when branch.Target is { } target && chains.TryGetValue(target, out var next) && !next.IsBase:
                Walk(next, baseChain, matched, depth + 1);
                if (branch.Verdict == PacketVerdict.Jump)
                    return packets;

                // A goto does not come back here, but to where this chain was jumped to from.
                if (depth == 0)
                    DecideAll(matched, baseChain.Policy, rule.Source);
                return Subtract(packets, matched);
            default:
                leftOut.TryAdd(rule.Source, branch.Target is null ? "it does what is not known here" : $"it goes to the chain {branch.Target}, which is not there");
                AddUndecided(matched, PacketVerdict.Unknown, rule.Source);
                return packets;
        }
    }

    private void DecideAll(List<PacketBox> boxes, PacketVerdict verdict, ImportSource source)
    {
        foreach (var box in boxes)
            Decide(box, verdict, source);
    }

    private void Decide(PacketBox box, PacketVerdict verdict, ImportSource source)
    {
        CountBox();
        if (!leftOut.ContainsKey(source))
        {
            var open = _undecided.Find(undecided => undecided.Verdict != verdict && undecided.Box.Overlaps(box));
            if (open is null)
            {
                _decided.Add(source);
                _decisions.Add(new PacketDecision(box, verdict, source));
                return;
            }

            leftOut.Add(source, $"what it decides depends on {open.Source.Kind} '{open.Source.Name}', which was left out");

            // What it has decided already, for packets that came another way, goes too.
            _isStale |= _decided.Contains(source);
        }

        _undecided.Add(new PacketDecision(box, verdict, source));
    }

    private void AddUndecided(List<PacketBox> boxes, PacketVerdict verdict, ImportSource source)
    {
        foreach (var box in boxes)
        {
            CountBox();
            _undecided.Add(new PacketDecision(box, verdict, source));
        }
    }

    private List<PacketBox> Intersect(List<PacketBox> left, List<PacketBox> right)
    {
        var common = new List<PacketBox>();
        foreach (var one in left)
        {
            foreach (var other in right)
            {
                CountBox();
                if (one.Intersect(other) is { } box)
                    common.Add(box);
            }
        }

        return common;
    }

    private List<PacketBox> Subtract(List<PacketBox> packets, List<PacketBox> without)
    {
        foreach (var box in without)
        {
            packets = [.. packets.SelectMany(packet => packet.Subtract(box))];
            CountBox(packets.Count);
        }

        return packets;
    }

    private void CountBox(int number = 1)
    {
        if ((_boxes += number) > MostBoxes)
            throw new RefusedException($"it needs more than {MostBoxes} sets of packets: too many rules, elements or jumps");
    }
}
