namespace Weir.Engine;

/// <summary>Which provider contexts to enumerate: those that fit everything that is set (WFP: <c>FWPM_PROVIDER_CONTEXT_ENUM_TEMPLATE0</c>).</summary>
public sealed record ProviderContextTemplate
{
    /// <summary>Key of the provider that they belong to; all zero for those without; null for any.</summary>
    public Guid? Provider { get; init; }

    /// <summary>What they hold; null for anything.</summary>
    public ProviderContextType? Type { get; init; }

    /// <summary>What their <see cref="ProviderContextSpec.Payload"/> is an instance of; null for any, and for contexts without one.</summary>
    public Type? PayloadType { get; init; }

    internal bool Fits(InstalledProviderContext context) =>
        (Provider is null || context.Spec.Provider == Provider)
        && (Type is null || context.Spec.Type == Type)
        && (PayloadType is null || PayloadType.IsInstanceOfType(context.Spec.Payload));
}
