namespace Weir.Linux.Programs;

/// <summary>What the programs of a layer at the traffic control hooks of interfaces are made of.</summary>
internal interface IFrameLayer
{
    /// <summary>The layer's <see cref="LayerSlot"/>.</summary>
    static abstract byte Slot { get; }

    /// <summary>WFP's run-time id of the layer.</summary>
    static abstract ushort Id { get; }

    /// <summary>Whether its frames leave.</summary>
    static abstract bool IsOutbound { get; }
}
