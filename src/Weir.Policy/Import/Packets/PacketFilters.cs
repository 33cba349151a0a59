using System.Numerics;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Makes filters of chains: a sublayer for each base chain, and in it a filter for each decision, heaviest first.</summary>
/// <remarks>
/// The first match in a chain decides, as the heaviest match in a sublayer does. A packet that one chain accepts still meets the others, and
/// one that any drops is lost: permits of filters are soft and blocks are hard, so sublayers do the same.
/// </remarks>
internal sealed class PacketFilters(string format, ImportBuilder builder)
{
    // Anywhere with room below: chains are evaluated by priority, on which no verdict depends.
    private const int HighestWeight = 0x6fff;

    private readonly Guid _provider = PolicyKeys.Named(format);

    public void Add(IReadOnlyDictionary<string, PacketChain> chains)
    {
        var leftOut = new Dictionary<ImportSource, string>();
        var reached = new HashSet<ImportSource>();
        List<(PacketChain Chain, List<PacketDecision> Decisions)> flat;
        int known;
        do
        {
            // A rule that one base chain leaves out is missing in the others that lead to it, on which more can depend.
            known = leftOut.Count;
            flat = [.. chains.Values.Where(chain => chain.IsBase).OrderBy(chain => chain.Priority).Select(chain => (chain, Flatten(chain, chains, leftOut, reached)))];
        }
        while (leftOut.Count > known);

        foreach (var chain in chains.Values)
        {
            foreach (var rule in chain.Rules)
            {
                if (rule.Problem is not null)
                    leftOut.TryAdd(rule.Source, rule.Problem);
                else if (!reached.Contains(rule.Source))
                    leftOut.TryAdd(rule.Source, "no chain that came in leads to it");
            }
        }

        var weight = HighestWeight;
        foreach (var (chain, decisions) in flat)
            AddChain(chain, decisions, (ushort)weight--);
        foreach (var (source, reason) in leftOut)
            builder.LeaveOut(source, source.Kind == "chain" && reason.StartsWith("what it decides", StringComparison.Ordinal) ? $"its policy stays out: {reason}" : reason);
    }

    private static List<PacketDecision> Flatten(
        PacketChain chain, IReadOnlyDictionary<string, PacketChain> chains, Dictionary<ImportSource, string> leftOut, HashSet<ImportSource> reached)
    {
        if (leftOut.ContainsKey(chain.Source) && chain.Rules.TrueForAll(rule => leftOut.ContainsKey(rule.Source)))
            return [];
        try
        {
            return new PacketFlattening(chains, leftOut, reached).Run(chain);
        }
        catch (RefusedException exception)
        {
            leftOut.TryAdd(chain.Source, exception.Message);
            foreach (var rule in chain.Rules)
            {
                reached.Add(rule.Source);
                leftOut.TryAdd(rule.Source, $"its chain '{chain.Source.Name}' was left out");
            }

            return [];
        }
    }

    private void AddChain(PacketChain chain, List<PacketDecision> decisions, ushort weight)
    {
        if (builder.Providers.Count == 0)
            builder.Add(new ProviderSpec { Key = _provider, Name = format }, new ImportSource("provider", format, _provider, 0));
        var key = PolicyKeys.Named($"{format}/{chain.Name}");
        builder.Add(
            new SubLayerSpec { Key = key, Name = chain.Source.Name, Weight = weight, Provider = _provider, Description = $"{format} base chain of priority {chain.Priority}" },
            new ImportSource("sublayer", chain.Source.Name, key, 0));
        for (var i = 0; i < decisions.Count; i++)
            builder.Add(MakeFilter(chain, key, decisions[i], i, (ulong)(decisions.Count - i)), decisions[i].Source);
    }

    private FilterSpec MakeFilter(PacketChain chain, Guid subLayer, PacketDecision decision, int number, ulong weight) => new()
    {
        Key = PolicyKeys.Named($"{format}/{chain.Name}/{decision.Source.Name}/{number}"),
        Name = decision.Source.Kind == "chain" ? $"{decision.Source.Name} policy" : decision.Source.Name,
        Provider = _provider,
        Layer = (chain.IsOutput, decision.Box.IsV6) switch
        {
            (false, false) => LayerId.InboundTransportV4,
            (false, true) => LayerId.InboundTransportV6,
            (true, false) => LayerId.OutboundTransportV4,
            (true, true) => LayerId.OutboundTransportV6,
        },
        SubLayer = subLayer,
        Weight = FilterWeight.Exact(weight),
        Conditions = ConditionsOf(decision.Box, chain.IsOutput),
        Action = decision.Verdict == PacketVerdict.Accept ? FilterAction.Permit : FilterAction.Block,
    };

    private static ConditionList ConditionsOf(PacketBox box, bool isOutput)
    {
        var conditions = new List<FilterCondition>();
        Write(Fields.IpProtocol, DataType.UInt8, box[PacketDimension.Protocol]);
        Write(isOutput ? Fields.IpLocalAddress : Fields.IpRemoteAddress, Address(box), box[PacketDimension.Source]);
        Write(isOutput ? Fields.IpRemoteAddress : Fields.IpLocalAddress, Address(box), box[PacketDimension.Destination]);

        // Only ports of protocols that have them are compared, and ICMP types of ICMP only: never both in one box.
        var (source, destination) = (box[PacketDimension.SourcePort], box[PacketDimension.DestinationPort]);
        var (type, code) = (box[PacketDimension.IcmpType], box[PacketDimension.IcmpCode]);
        Write(Fields.IpLocalPort, DataType.UInt16, type.IsFull ? isOutput ? source : destination : type);
        Write(Fields.IpRemotePort, DataType.UInt16, code.IsFull ? isOutput ? destination : source : code);
        Write(Fields.InterfaceIndex, DataType.UInt32, box[isOutput ? PacketDimension.OutInterface : PacketDimension.InInterface]);
        return [.. conditions];

        void Write(FieldKey field, DataType type, PacketSet set)
        {
            if (set.IsFull)
                return;
            if (set.Absent)
                conditions.Add(FilterCondition.Absent(field));
            foreach (var (low, high) in set.Values.Intervals)
                conditions.Add(Condition(field, type, low, high, field == Fields.IpLocalAddress || field == Fields.IpRemoteAddress));
        }
    }

    private static DataType Address(PacketBox box) => box.IsV6 ? DataType.ByteArray16 : DataType.UInt32;

    private static FilterCondition Condition(FieldKey field, DataType type, UInt128 low, UInt128 high, bool isAddress)
    {
        if (low == high)
            return new FilterCondition(field, FilterMatchType.Equal, Value(type, low));
        var size = high - low;
        if (isAddress && (size & (size + 1)) == 0 && (low & size) == 0)
        {
            var free = BitOperations.PopCount((ulong)size) + BitOperations.PopCount((ulong)(size >> 64));
            return new FilterCondition(
                field,
                FilterMatchType.Equal,
                type == DataType.UInt32 ? FilterValue.V4AddressMask((uint)low, ~(uint)size) : FilterValue.V6AddressPrefix(low, (byte)(128 - free)));
        }

        return new FilterCondition(field, FilterMatchType.Range, FilterValue.Range(Value(type, low), Value(type, high)));
    }

    private static FilterValue Value(DataType type, UInt128 number) => type switch
    {
        DataType.UInt8 => FilterValue.UInt8((byte)number),
        DataType.UInt16 => FilterValue.UInt16((ushort)number),
        DataType.UInt32 => FilterValue.UInt32((uint)number),
        _ => FilterValue.ByteArray16(number),
    };
}
