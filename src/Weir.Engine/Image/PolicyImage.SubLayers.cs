namespace Weir.Engine;

public sealed unsafe partial class PolicyImage
{
    /// <summary>All that have tables, by their numbers, also those without filters.</summary>
    private readonly List<WrittenSubLayer> _subLayers;

    /// <summary>Readers find by number what is here. A longer one takes its place.</summary>
    private InstalledSubLayer[] _subLayersByNumber;

    private bool _directoryChanges;

    /// <summary>Number of sublayers in the directory.</summary>
    private int _subLayerCount;

    /// <summary>
    /// What the layer does while its kernel program is missing: <see cref="FailMode.Closed"/> when one sublayer with filters at the
    /// layer asks for it.
    /// </summary>
    public FailMode FailMode =>
        _subLayers.Exists(subLayer => subLayer.FilterCount != 0 && subLayer.SubLayer.Spec.FailMode == FailMode.Closed)
            ? FailMode.Closed
            : FailMode.Open;

    private WrittenSubLayer? FindSubLayer(uint id)
    {
        foreach (var subLayer in _subLayers)
        {
            if (subLayer.SubLayer.Id == id)
            {
                return subLayer;
            }
        }

        return null;
    }

    private WrittenSubLayer AddSubLayer(InstalledSubLayer subLayer)
    {
        var added = new WrittenSubLayer(subLayer, (uint)_subLayers.Count);
        _subLayers.Add(added);
        Volatile.Write(ref _subLayersByNumber, [.. _subLayersByNumber, subLayer]);
        return added;
    }

    /// <summary>A sublayer is in the directory while it has filters; the tables of others stay for when it has some again.</summary>
    private bool TryUpdateDirectory()
    {
        if (!_directoryChanges)
        {
            return true;
        }

        _directoryChanges = false;
        _subLayers.ForEach(subLayer => subLayer.Index = -1);
        var subLayers = _subLayers.FindAll(subLayer => subLayer.FilterCount != 0);
        subLayers.Sort((one, other) => other.SubLayer.EffectiveWeight.CompareTo(one.SubLayer.EffectiveWeight));
        _subLayerCount = subLayers.Count;
        return _writer.TrySetDirectory(subLayers);
    }
}
