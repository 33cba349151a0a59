using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>The built-in layers. A layer is made when it is first asked for.</summary>
public static partial class Layers
{
    private static readonly string[] s_rows = Table.Split('\n');
    private static readonly Layer?[] s_layers = new Layer?[s_rows.Length];

    /// <summary>Number of built-in layers; their ids go from 0 to one less.</summary>
    public static int Count => s_rows.Length;

    /// <summary>All built-in layers, by id.</summary>
    public static ImmutableArray<Layer> All => Everything.Layers;

    /// <summary>The layer with this run-time id.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.LayerNotFound"/>.</exception>
    public static Layer Get(LayerId id) => Find(id) ?? throw Errors.LayerNotFound(id);

    /// <summary>The layer with this run-time id, or null.</summary>
    public static Layer? Find(LayerId id) => (int)id < s_layers.Length ? s_layers[(int)id] ?? Create((int)id) : null;

    /// <summary>The layer with this <c>FWPM_LAYER_*</c> GUID, or null.</summary>
    public static Layer? Find(Guid key) => FindRow(key.ToString(), LayerRow.Key);

    /// <summary>The layer with this name, or null.</summary>
    /// <param name="name">WFP's name without <c>FWPM_LAYER_</c>, in capitals.</param>
    public static Layer? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FindRow(name, LayerRow.Name);
    }

    /// <summary>What the layers of a family see.</summary>
    internal static string TextOf(string family)
    {
        var line = Families.Split('\n').First(line => line.StartsWith(family + " ", StringComparison.Ordinal));
        return line[(family.Length + 1)..];
    }

    private static Layer? FindRow(string value, int column)
    {
        for (var id = 0; id < s_rows.Length; id++)
        {
            if (LayerRow.Column(s_rows[id], column).SequenceEqual(value))
            {
                return Find((LayerId)id);
            }
        }

        return null;
    }

    /// <summary>Layers are compared by reference: of two threads that make one, one gives in.</summary>
    private static Layer Create(int id)
    {
        ref var layer = ref s_layers[id];
        return Interlocked.CompareExchange(ref layer, LayerRow.Parse((LayerId)id, s_rows[id]), null) ?? layer;
    }

    private static class Everything
    {
        public static readonly ImmutableArray<Layer> Layers = [.. Enumerable.Range(0, Count).Select(id => Get((LayerId)id))];
    }
}
