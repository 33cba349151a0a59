using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>A filter as it is written in a policy file; the engine may need several filters for it (<see cref="PolicyDocument.Lower"/>).</summary>
public sealed record PolicyFilter
{
    /// <summary>Name, unique among the filters without a key.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key that the file gives, or <see langword="null"/> to derive it from the provider and the name.</summary>
    public Guid? Key { get; init; }

    /// <summary>The layers, in the order written, IPv4 before IPv6.</summary>
    public required ImmutableArray<Layer> Layers { get; init; }

    /// <summary>Name or key of a sublayer of the file, name of a built-in one, or <see langword="null"/> for WFP's universal sublayer.</summary>
    public string? SubLayer { get; init; }

    /// <summary>The expression of <c>when</c>, or <see langword="null"/>.</summary>
    public PolicyExpression? When { get; init; }

    /// <summary>The explicit conditions; empty when there is a <see cref="When"/>. Without either, the filter matches everything.</summary>
    public ImmutableArray<PolicyCondition> Conditions { get; init; } = [];

    /// <summary>What to do with what matches.</summary>
    public required FilterAction Action { get; init; }

    /// <summary>How much the action <c>limit</c> lets through; otherwise <see langword="null"/>.</summary>
    public LimitSpec? Limit { get; init; }

    /// <summary>Name or key of the callout that the action asks, or <see langword="null"/>.</summary>
    public string? Callout { get; init; }

    /// <summary>The number that the callout gets with the filter.</summary>
    public ulong Context { get; init; }

    /// <summary>Name or key of the provider context for the callout, or <see langword="null"/>.</summary>
    public string? ProviderContext { get; init; }

    /// <summary>Whether the filter permits, instead of blocking, while its callout's code is not registered.</summary>
    public bool PermitsIfCalloutUnregistered { get; init; }

    /// <summary>Whether the filter clears the action right: a permit then cannot be overruled but by a veto, and a block vetoes.</summary>
    public bool IsHard { get; init; }

    /// <summary>The weight asked for.</summary>
    public FilterWeight Weight { get; init; }

    /// <summary>Whether it is enforced only while an engine starts; it is kept in the engine's store.</summary>
    public bool IsBootTime { get; init; }

    /// <summary>Name or key of the provider that owns it, in a file with several; otherwise <see langword="null"/>.</summary>
    public string? Provider { get; init; }

    /// <summary>Whether it is kept in the engine's store.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Bytes for the provider's own use.</summary>
    public ByteBlob ProviderData { get; init; }

    /// <summary>Who may do what with it, or <see langword="null"/> for what its container says.</summary>
    public SecurityDescriptor? Security { get; init; }

    /// <summary>Where the filter's name stands in the file.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>The filter's place in the document, such as <c>filters[2]</c>.</summary>
    public string Path { get; init; } = "";
}
