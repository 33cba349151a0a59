using System.Collections;

namespace Weir.Engine;

/// <summary>
/// What a packet has in the fields of one layer. A field that was not set is absent (<see cref="FilterValue.Empty"/>). Write it as
/// an initializer: <c>new FieldValues(LayerId.OutboundTransportV4) { [Fields.IpProtocol] = FilterValue.UInt8(6) }</c>.
/// </summary>
public sealed partial class FieldValues : IEnumerable<KeyValuePair<FieldKey, FilterValue>>
{
    private readonly FilterValue[] _values;

    /// <summary>Makes values for a layer, all absent.</summary>
    /// <exception cref="WfpException">There is no such layer.</exception>
    public FieldValues(LayerId layer)
    {
        Layer = Layers.Get(layer);
        _values = new FilterValue[Layer.Fields.Length];
    }

    /// <summary>The layer whose fields these are.</summary>
    public Layer Layer { get; }

    /// <summary>The value of a field.</summary>
    /// <exception cref="ArgumentException">The layer has no such field, or the value has another type than the field.</exception>
    public FilterValue this[FieldKey key]
    {
        get => _values[Field(key).Index];
        set
        {
            var field = Field(key);
            if (value.Type != DataType.Empty && value.Type != field.Type)
            {
                throw new ArgumentException($"{key} has type {field.Type} at {Layer}; the value {value} is {value.Type}.", nameof(value));
            }

            _values[field.Index] = value;
        }
    }

    /// <summary>The value of the field at a <see cref="LayerField.Index"/>.</summary>
    public FilterValue this[int index] => _values[index];

    /// <summary>The value of a field, which is absent when the layer has no such field.</summary>
    internal FilterValue ValueOrEmpty(FieldKey key) => Layer.FindField(key) is { } field ? _values[field.Index] : FilterValue.Empty;

    /// <summary>Enumerates the fields that have a value, in the layer's order.</summary>
    public IEnumerator<KeyValuePair<FieldKey, FilterValue>> GetEnumerator() =>
        Layer.Fields
            .Where(field => _values[field.Index].Type != DataType.Empty)
            .Select(field => KeyValuePair.Create(field.Key, _values[field.Index]))
            .GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The values as one line.</summary>
    public override string ToString() => $"{Layer}: {string.Join(", ", this.Select(pair => $"{pair.Key} {pair.Value}"))}";

    private LayerField Field(FieldKey key) =>
        Layer.FindField(key) ?? throw new ArgumentException($"Layer {Layer} has no field {key}.", nameof(key));
}
