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

    public static uint Of(LayerId layer) => layer switch
    {
        LayerId.InboundTransportV4 => LayerSlot.InboundTransportV4,
        LayerId.InboundTransportV6 => LayerSlot.InboundTransportV6,
        LayerId.OutboundTransportV4 => LayerSlot.OutboundTransportV4,
        LayerId.OutboundTransportV6 => LayerSlot.OutboundTransportV6,
        _ => throw new ArgumentOutOfRangeException(nameof(layer), layer, "The Linux engine does not classify at this layer."),
    };

    public static LayerId LayerAt(uint slot) => Layers[(int)slot];
}
