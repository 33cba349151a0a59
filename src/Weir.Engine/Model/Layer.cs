using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// A built-in layer: a point in the network stack with a fixed list of fields. Layers cannot be added or deleted.
/// </summary>
public sealed class Layer
{
    internal Layer(LayerId id, Guid key, string name, string displayName, ImmutableArray<LayerField> fields)
    {
        Id = id;
        Key = key;
        Name = name;
        DisplayName = displayName;
        Fields = fields;
    }

    /// <summary>Run-time id, WFP's <c>FWPS_LAYER_*</c> number.</summary>
    public LayerId Id { get; }

    /// <summary>WFP's <c>FWPM_LAYER_*</c> GUID.</summary>
    public Guid Key { get; }

    /// <summary>WFP's name of the layer without <c>FWPM_LAYER_</c>, for example <c>OUTBOUND_TRANSPORT_V4</c>.</summary>
    public string Name { get; }

    /// <summary>Name for people.</summary>
    public string DisplayName { get; }

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
