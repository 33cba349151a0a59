namespace Weir.Engine;

/// <summary>An installed object, as far as access to it is concerned.</summary>
internal interface ISecuredObject
{
    /// <summary>Its kind, which names the container that it inherits from.</summary>
    ObjectKind Kind { get; }

    /// <summary>Its own descriptor, or null when it has its container's.</summary>
    SecurityDescriptor? Security { get; }
}
