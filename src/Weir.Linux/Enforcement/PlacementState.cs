namespace Weir.Linux;

/// <summary>How far a layer has moved between its placements.</summary>
internal enum PlacementState
{
    /// <summary>Evaluated at its own hooks.</summary>
    Verdict,

    /// <summary>Evaluated at the traffic control hooks of interfaces; at its own hooks only what takes an interface that is not covered.</summary>
    Action,

    /// <summary>Evaluated at its own hooks. The traffic control hooks still see to packets that had passed those hooks before the layer moved back.</summary>
    Draining,
}
