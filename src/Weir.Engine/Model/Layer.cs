using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// A built-in layer: a point in the network stack with a fixed list of fields. Layers cannot be added or deleted.
/// </summary>
public sealed class Layer
{
    internal Layer(LayerId id, Guid key, string name, ImmutableArray<LayerField> fields)
    {
        Id = id;
        Key = key;
        Name = name;
        Fields = fields;
    }

    /// <summary>Run-time id, WFP's <c>FWPS_LAYER_*</c> number.</summary>
    public LayerId Id { get; }

    /// <summary>WFP's <c>FWPM_LAYER_*</c> GUID.</summary>
    public Guid Key { get; }

    /// <summary>WFP's name of the layer without <c>FWPM_LAYER_</c>, for example <c>OUTBOUND_TRANSPORT_V4</c>.</summary>
    public string Name { get; }

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The name without IP version and <c>DISCARD</c>, for example <c>OUTBOUND_TRANSPORT</c>.</summary>
    public required string Family { get; init; }

    /// <summary>4 or 6; null when the layer has no IP version, or both.</summary>
    public required int? IPVersion { get; init; }

    /// <summary>WFP's flags.</summary>
    public required LayerFlags Flags { get; init; }

    /// <summary>True when the layer shows what was discarded at the layer with the same name but <c>DISCARD</c>.</summary>
    public required bool IsDiscard { get; init; }

    /// <summary>Key of the sublayer that a filter is in when it names none; <see cref="SubLayers.Universal"/> at every layer.</summary>
    public Guid DefaultSubLayer { get; } = SubLayers.Universal;

    /// <summary>Which traffic is classified here; at a discard layer, which traffic it is that was discarded.</summary>
    public string Description => Layers.TextOf(Family);

    /// <summary>The layer's fields; <see cref="LayerField.Index"/> is the position in this array.</summary>
    public ImmutableArray<LayerField> Fields { get; }

    /// <summary>The field with this key, or null when the layer has no such field.</summary>
    public LayerField? FindField(FieldKey key)
    {
        // A handful of fields: comparing them all beats a dictionary, and costs nothing when a program starts.
        foreach (var field in Fields)
        {
            if (field.Key == key)
            {
                return field;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
