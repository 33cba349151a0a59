namespace Weir.Policy;

/// <summary>A set of packets of one IP version: for each dimension the values that they may have.</summary>
internal sealed class PacketBox
{
    private const int Dimensions = (int)PacketDimension.OutInterface + 1;

    private readonly PacketSet[] _sets;

    private PacketBox(bool isV6, PacketSet[] sets)
    {
        IsV6 = isV6;
        _sets = sets;
    }

    public bool IsV6 { get; }

    public PacketSet this[PacketDimension dimension] => _sets[(int)dimension];

    /// <summary>Every packet of an IP version.</summary>
    public static PacketBox All(bool isV6) =>
        new(isV6, [.. Enumerable.Range(0, Dimensions).Select(dimension => PacketSet.Full(MaximumOf((PacketDimension)dimension, isV6)))]);

    /// <summary>The highest number in a dimension.</summary>
    public static UInt128 MaximumOf(PacketDimension dimension, bool isV6) => dimension switch
    {
        PacketDimension.Source or PacketDimension.Destination => isV6 ? UInt128.MaxValue : uint.MaxValue,
        PacketDimension.SourcePort or PacketDimension.DestinationPort => ushort.MaxValue,
        PacketDimension.InInterface or PacketDimension.OutInterface => uint.MaxValue,
        _ => byte.MaxValue,
    };

    /// <summary>Those with a value of the set; null when there is none.</summary>
    public PacketBox? Restrict(PacketDimension dimension, PacketSet set)
    {
        var restricted = this[dimension].Intersect(set);
        return restricted.IsEmpty ? null : With(dimension, restricted);
    }

    public PacketBox? Intersect(PacketBox other)
    {
        if (IsV6 != other.IsV6)
            return null;
        var sets = new PacketSet[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            sets[i] = _sets[i].Intersect(other._sets[i]);
            if (sets[i].IsEmpty)
                return null;
        }

        return new PacketBox(IsV6, sets);
    }

    public bool Overlaps(PacketBox other) => Intersect(other) is not null;

    /// <summary>What is in it and not in the other, in boxes that do not overlap.</summary>
    public IEnumerable<PacketBox> Subtract(PacketBox other)
    {
        if (Intersect(other) is not { } common)
        {
            yield return this;
            yield break;
        }

        var rest = this;
        for (var i = 0; i < Dimensions; i++)
        {
            var outside = _sets[i].Subtract(other._sets[i]);
            if (!outside.IsEmpty)
                yield return rest.With((PacketDimension)i, outside);
            rest = rest.With((PacketDimension)i, common._sets[i]);
        }
    }

    private PacketBox With(PacketDimension dimension, PacketSet set)
    {
        var sets = (PacketSet[])_sets.Clone();
        sets[(int)dimension] = set;
        return new PacketBox(IsV6, sets);
    }
}
