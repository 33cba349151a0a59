using Weir.Engine;

namespace Weir.Policy;

/// <summary>A sublayer of a policy file.</summary>
public sealed record PolicySubLayer
{
    /// <summary>Name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key that the file gives, or <see langword="null"/> to derive it from the provider and the name.</summary>
    public Guid? Key { get; init; }

    /// <summary>Place among the sublayers; higher is evaluated first.</summary>
    public required ushort Weight { get; init; }

    /// <summary>What the layers of its filters do while their kernel program is missing.</summary>
    public FailMode FailMode { get; init; }
}
