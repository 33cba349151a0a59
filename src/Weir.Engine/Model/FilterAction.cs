namespace Weir.Engine;

/// <summary>
/// What a filter does with what it matches, with the numbers of WFP's <c>FWP_ACTION_*</c>. <see cref="Limit"/> is Weir's own; its number has
/// WFP's bit for actions that end a sublayer's search.
/// </summary>
public enum FilterAction : uint
{
    /// <summary>Block. Hard unless a higher sublayer permitted hard; see <see cref="FilterFlags.ClearActionRight"/>.</summary>
    Block = 0x1001,

    /// <summary>Permit. Soft: a lower sublayer may still block; see <see cref="FilterFlags.ClearActionRight"/>.</summary>
    Permit = 0x1002,

    /// <summary>
    /// Permit what is within <see cref="FilterSpec.Limit"/>, as <see cref="Permit"/> does, and block what is beyond, as <see cref="Block"/>
    /// does. Every packet that the filter decides over in its sublayer counts, also one that another sublayer blocks.
    /// </summary>
    Limit = 0x1100,

    /// <summary>
    /// Call <see cref="FilterSpec.Callout"/> and use its answer when that is permit or block; it asks the next filter of the sublayer
    /// with any other answer.
    /// </summary>
    CalloutUnknown = 0x4005,

    /// <summary>Call <see cref="FilterSpec.Callout"/>, which decides: any answer but a permit counts as a block.</summary>
    CalloutTerminating = 0x5003,

    /// <summary>Call <see cref="FilterSpec.Callout"/> to look at the traffic; its answer has no effect, and the next filter is asked.</summary>
    CalloutInspection = 0x6004,
}
