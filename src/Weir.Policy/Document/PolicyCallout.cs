using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>A callout that a policy file's filters can name; the engine has one callout object for each of its layers.</summary>
public sealed record PolicyCallout
{
    /// <summary>Name, unique among the file's callouts without a key.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>
    /// Key that the file gives, or <see langword="null"/> to derive it from the provider and the name. Without a <see cref="Class"/> it
    /// also says whose code is called: that of the class with this key in its <c>[Callout]</c> attribute.
    /// </summary>
    public Guid? Key { get; init; }

    /// <summary>Name of the class whose code is called, with or without its namespace, or <see langword="null"/>.</summary>
    public string? Class { get; init; }

    /// <summary>The layers, in the order written, IPv4 before IPv6.</summary>
    public required ImmutableArray<Layer> Layers { get; init; }

    /// <summary>Whether it takes the context of a filter for the id of a provider context when the filter names one.</summary>
    public bool UsesProviderContext { get; init; }

    /// <summary>Name or key of the provider that owns it, in a file with several; otherwise <see langword="null"/>.</summary>
    public string? Provider { get; init; }

    /// <summary>Whether it is kept in the engine's store.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Bytes for the provider's own use.</summary>
    public ByteBlob ProviderData { get; init; }

    /// <summary>Who may do what with it, or <see langword="null"/> for what its container says.</summary>
    public SecurityDescriptor? Security { get; init; }

    /// <summary>Where the callout's name stands in the file.</summary>
    public SourceSpan Span { get; init; }
}
