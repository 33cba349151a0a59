using Weir.Engine;

namespace Weir.Policy;

/// <summary>A sublayer of a policy file.</summary>
public sealed record PolicySubLayer
{
    /// <summary>Name, unique among the sublayers without a key.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key that the file gives, or <see langword="null"/> to derive it from the provider and the name.</summary>
    public Guid? Key { get; init; }

    /// <summary>Place among the sublayers; higher is evaluated first.</summary>
    public required ushort Weight { get; init; }

    /// <summary>What the layers of its filters do while their kernel program is missing.</summary>
    public FailMode FailMode { get; init; }

    /// <summary>Name or key of the provider that owns it, in a file with several; otherwise <see langword="null"/>.</summary>
    public string? Provider { get; init; }

    /// <summary>Whether it is kept in the engine's store.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Bytes for the provider's own use.</summary>
    public ByteBlob ProviderData { get; init; }

    /// <summary>Who may do what with it, or <see langword="null"/> for what its container says.</summary>
    public SecurityDescriptor? Security { get; init; }
}
