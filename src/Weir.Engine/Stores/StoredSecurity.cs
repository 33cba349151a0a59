namespace Weir.Engine;

/// <summary>The security descriptor of the engine or of a container as a store keeps it.</summary>
/// <param name="Container">The kind of objects that the container holds; null for the engine itself.</param>
/// <param name="Descriptor">The descriptor.</param>
public sealed record StoredSecurity(ObjectKind? Container, SecurityDescriptor Descriptor);
