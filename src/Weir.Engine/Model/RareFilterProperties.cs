namespace Weir.Engine;

/// <summary>What few filters have of the properties of <see cref="FilterSpec"/>.</summary>
internal sealed record RareFilterProperties
{
    /// <summary>The properties of a filter that has none of them.</summary>
    public static RareFilterProperties None { get; } = new();

    public string Description { get; init; } = "";

    public Guid Provider { get; init; }

    public LimitSpec? Limit { get; init; }

    public Guid Callout { get; init; }

    public ulong Context { get; init; }

    public Guid ProviderContext { get; init; }

    public ByteBlob ProviderData { get; init; }

    public SecurityDescriptor? Security { get; init; }
}
