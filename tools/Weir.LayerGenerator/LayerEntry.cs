namespace Weir.LayerGenerator;

/// <summary>A layer in the data.</summary>
/// <param name="Id">Run-time id.</param>
/// <param name="Name">WFP's name.</param>
/// <param name="Guid">Key.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Official">False for a layer that WFP has and publishes no name of.</param>
/// <param name="Family">The name without IP version and <c>DISCARD</c>.</param>
/// <param name="IpVersion">4, 6, or null when the layer has no IP version.</param>
/// <param name="Discard">Whether it shows what was discarded at its sibling.</param>
/// <param name="Flags">WFP's flags.</param>
/// <param name="DefaultSubLayer">Name of the sublayer of filters that name none.</param>
/// <param name="Fields">The fields by index.</param>
public sealed record LayerEntry(
    int Id,
    string Name,
    Guid Guid,
    string DisplayName,
    bool Official,
    string Family,
    int? IpVersion,
    bool Discard,
    IReadOnlyList<string> Flags,
    string DefaultSubLayer,
    IReadOnlyList<FieldEntry> Fields);
