using Weir.Engine;

namespace Weir.Policy;

/// <summary>Who owns what a policy file installs.</summary>
public sealed record PolicyProvider
{
    /// <summary>Name; the keys of the provider's objects derive from it.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key of the provider, the file's or one derived from the name.</summary>
    public required Guid Key { get; init; }

    /// <summary>Name of the service that manages the policy; empty when there is none.</summary>
    public string ServiceName { get; init; } = "";

    /// <summary>Whether it is kept in the engine's store.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Bytes for the provider's own use.</summary>
    public ByteBlob ProviderData { get; init; }

    /// <summary>Who may do what with it, or <see langword="null"/> for what its container says.</summary>
    public SecurityDescriptor? Security { get; init; }
}
