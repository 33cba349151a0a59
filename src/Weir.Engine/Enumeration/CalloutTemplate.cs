namespace Weir.Engine;

/// <summary>Which callout objects to enumerate: those that fit everything that is set (WFP: <c>FWPM_CALLOUT_ENUM_TEMPLATE0</c>).</summary>
public sealed record CalloutTemplate
{
    /// <summary>Key of the provider that they belong to; all zero for those without; null for any.</summary>
    public Guid? Provider { get; init; }

    /// <summary>Their layer; null for any.</summary>
    public LayerId? Layer { get; init; }

    internal bool Fits(InstalledCallout callout) =>
        (Provider is null || callout.Spec.Provider == Provider) && (Layer is null || callout.Spec.ApplicableLayer == Layer);
}
