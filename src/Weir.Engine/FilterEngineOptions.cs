namespace Weir.Engine;

/// <summary>How to make a <see cref="FilterEngine"/>.</summary>
public sealed record FilterEngineOptions
{
    /// <summary>
    /// The gid of a group whose members may do everything, as root may; null, the default, for none. It is a line of the engine's default
    /// security descriptor, so it counts as long as that has not been replaced by another.
    /// </summary>
    public uint? AdministratorsGroup { get; init; }
}
