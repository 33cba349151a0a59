namespace Weir.Engine;

/// <summary>Which sublayers to enumerate: those that fit everything that is set (WFP: <c>FWPM_SUBLAYER_ENUM_TEMPLATE0</c>).</summary>
public sealed record SubLayerTemplate
{
    /// <summary>Key of the provider that they belong to; all zero for those without; null for any.</summary>
    public Guid? Provider { get; init; }

    internal bool Fits(InstalledSubLayer subLayer) => Provider is null || subLayer.Spec.Provider == Provider;
}
