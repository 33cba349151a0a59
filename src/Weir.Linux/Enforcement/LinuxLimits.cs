using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Where traffic can be limited on Linux; the same for every engine, and known without one and without privilege.</summary>
public static class LinuxLimits
{
    /// <summary>Why traffic at a layer cannot be limited, as <see cref="IKernelModeEngine.WhyNotLimited"/> says it; null when it can be.</summary>
    public static string? WhyNotLimited(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (Obstacles.To(layer) is { } obstacle)
        {
            return obstacle;
        }

        PacketLayer row = LayerTable.RowOf(layer.Id);
        if (row.IsDiscard)
        {
            return $"what is shown there is dropped whatever its filters say; limit at {Layers.Get(LayerTable.LayerAt(row.Slot - LayerSlot.Discard))}";
        }

        return row is { Direction: Direction.Outbound, IsAtInterfaces: false, IsMovable: false }
            ? "its packets are judged while their sender waits, to whom each block is an error; limit at "
                + $"{Layers.Get(row.IsV6 ? LayerId.OutboundTransportV6 : LayerId.OutboundTransportV4)}"
            : null;
    }
}
