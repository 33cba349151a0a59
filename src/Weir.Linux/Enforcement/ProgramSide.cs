namespace Weir.Linux;

/// <summary>Where a layer's program runs, which decides how it is compiled.</summary>
internal enum ProgramSide
{
    /// <summary>At the layer's own hooks.</summary>
    Own,

    /// <summary>At the layer's own netfilter hooks, for what takes an interface that its action placement does not cover.</summary>
    Uncovered,

    /// <summary>In the layer's action placement.</summary>
    Action,

    /// <summary>In the action placement that the layer has left: <see cref="PlacementState.Draining"/>.</summary>
    Draining,
}
