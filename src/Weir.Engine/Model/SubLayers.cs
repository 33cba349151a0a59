namespace Weir.Engine;

/// <summary>Keys of the built-in sublayers.</summary>
public static class SubLayers
{
    /// <summary>The default sublayer of every layer, weight 0x8000 (WFP: <c>FWPM_SUBLAYER_UNIVERSAL</c>).</summary>
    public static readonly Guid Universal = new("eebecc03-ced4-4380-819a-2734397b2b74");

    internal static readonly InstalledSubLayer UniversalSubLayer = new(
        new SubLayerSpec { Key = Universal, Name = "Universal sublayer", Description = "The default sublayer of every layer.", Weight = 0x8000 },
        id: 1,
        effectiveWeight: 0x8000,
        Lifetime.BuiltIn,
        sessionId: 0);
}
