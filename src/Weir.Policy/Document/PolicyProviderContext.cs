using Weir.Engine;

namespace Weir.Policy;

/// <summary>A provider context of a policy file: data for callouts that filters name.</summary>
public sealed record PolicyProviderContext
{
    /// <summary>Name, unique among the contexts without a key.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key that the file gives, or <see langword="null"/> to derive it from the provider and the name.</summary>
    public Guid? Key { get; init; }

    /// <summary>Name or key of the provider that owns it, in a file with several; otherwise <see langword="null"/>.</summary>
    public string? Provider { get; init; }

    /// <summary>Its bytes; empty when it has classify options.</summary>
    public ByteBlob Data { get; init; }

    /// <summary>How to treat the flows that its filters permit, or <see langword="null"/>.</summary>
    public ClassifyOptions? ClassifyOptions { get; init; }

    /// <summary>Whether it is kept in the engine's store.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Bytes for the provider's own use.</summary>
    public ByteBlob ProviderData { get; init; }

    /// <summary>Who may do what with it, or <see langword="null"/> for what its container says.</summary>
    public SecurityDescriptor? Security { get; init; }
}
