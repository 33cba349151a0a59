using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Which slot of the kernel's tables a layer has.</summary>
internal static class LayerSlots
{
    /// <summary>The layers that the programs classify at, by slot.</summary>
    public static IReadOnlyList<LayerId> Layers { get; } =
    [
        LayerId.InboundTransportV4, LayerId.InboundTransportV6, LayerId.OutboundTransportV4, LayerId.OutboundTransportV6,
    ];

    /// <summary>The slot of a layer, or null when no program classifies there.</summary>
    public static uint? Find(LayerId layer) => layer switch
    {
        LayerId.InboundTransportV4 => LayerSlot.InboundTransportV4,
        LayerId.InboundTransportV6 => LayerSlot.InboundTransportV6,
        LayerId.OutboundTransportV4 => LayerSlot.OutboundTransportV4,
        LayerId.OutboundTransportV6 => LayerSlot.OutboundTransportV6,
        _ => null,
    };

    /// <summary>The slot of a layer where a program classifies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No program does.</exception>
    public static uint Of(LayerId layer) =>
        Find(layer) ?? throw new ArgumentOutOfRangeException(nameof(layer), layer, "The Linux engine does not classify at this layer.");

    public static LayerId LayerAt(uint slot) => Layers[(int)slot];
}
