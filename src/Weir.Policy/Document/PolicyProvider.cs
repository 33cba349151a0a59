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
}
