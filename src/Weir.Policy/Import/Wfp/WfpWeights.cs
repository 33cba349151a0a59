using Weir.Engine;

namespace Weir.Policy;

/// <summary>Compares the effective weights of an export with those that the engine gives the same filters.</summary>
internal sealed class WfpWeights(ImportBuilder builder)
{
    private const int AutomaticBits = 60;

    // Pairs grow with the square; no sublayer of a real export has so many filters at one layer.
    private const int LargestGroup = 1000;

    private readonly List<(FilterSpec Filter, ulong Effective)> _automatic = [];
    private int _exact;
    private int _ranges;
    private int _differing;

    public void Add(FilterSpec filter, ImportSource source, ulong effective)
    {
        switch (filter.Weight.Type)
        {
            case DataType.UInt64:
                _exact++;
                if (effective != filter.Weight.Value)
                    Differs(source, effective, $"asks for the weight {filter.Weight.Value}");
                return;
            case DataType.UInt8:
                _ranges++;
                break;
            default:
                break;
        }

        if (effective >> AutomaticBits != filter.Weight.Value)
            Differs(source, effective, $"asks for {(filter.Weight.Type == DataType.UInt8 ? $"range {filter.Weight.Value}" : "an automatic weight")}");
        _automatic.Add((filter, effective));
    }

    public WeightComparison Compare()
    {
        var (pairs, other, tied) = (0L, 0L, 0L);
        var groups = _automatic.GroupBy(entry => (entry.Filter.Layer, entry.Filter.SubLayer, entry.Filter.Weight));
        foreach (var group in groups)
        {
            var weights = group.Take(LargestGroup).Select(entry => (Ours: Weigh(entry.Filter), Theirs: entry.Effective)).Where(pair => pair.Ours is not null).ToArray();
            for (var i = 0; i < weights.Length; i++)
            {
                for (var k = i + 1; k < weights.Length; k++)
                {
                    var ours = weights[i].Ours!.Value.CompareTo(weights[k].Ours!.Value);
                    var theirs = weights[i].Theirs.CompareTo(weights[k].Theirs);
                    if (ours == 0 && theirs == 0)
                        continue;
                    pairs++;
                    if (ours == 0 || theirs == 0)
                        tied++;
                    else if (ours != theirs)
                        other++;
                }
            }
        }

        return new WeightComparison(_exact, _ranges, _automatic.Count - _ranges, _differing, pairs, other, tied);
    }

    private static ulong? Weigh(FilterSpec filter)
    {
        try
        {
            return filter.Validate();
        }
        catch (WfpException)
        {
            // It is left out, with the reason.
            return null;
        }
    }

    private void Differs(ImportSource source, ulong effective, string asks)
    {
        _differing++;
        builder.Inform(source, $"{asks}, and has the effective weight 0x{effective:x16}, which is another; the effective one is kept");
    }
}
