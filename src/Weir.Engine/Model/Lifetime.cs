namespace Weir.Engine;

/// <summary>How long an installed object lives.</summary>
public enum Lifetime
{
    /// <summary>Always there; cannot be deleted.</summary>
    BuiltIn,

    /// <summary>Until it is deleted or the engine stops.</summary>
    Static,

    /// <summary>Until it is deleted or the dynamic session that added it ends.</summary>
    Dynamic,

    /// <summary>Until it is deleted; it is kept in the engine's store.</summary>
    Persistent,

    /// <summary>Until it is deleted, in the engine's store; enforced only while an engine starts. Filters only.</summary>
    BootTime,
}
