namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException TemplateFlags(FilterEnumerationFlags unknown) => new(
        FwpError.InvalidFlags, $"Filter template: there are no flags 0x{(uint)unknown:x}. Use values of {nameof(FilterEnumerationFlags)}.");

    public static WfpException TemplateType(FilterEnumerationType type) => new(
        FwpError.InvalidEnumerator, $"Filter template: {type} is no way to mean conditions. Use a value of {nameof(FilterEnumerationType)}.");

    public static WfpException TemplateActionMask(uint mask) => new(
        FwpError.NeverMatch, $"Filter template: no action has a bit of the mask 0x{mask:x}, so no filter can fit. Use bits of {nameof(FilterAction)}, or 0xffffffff for any action.");

    public static WfpException TemplateWithoutLayer() => new(
        FwpError.LayerNotFound, "Filter template: conditions and the best terminating match need a layer. Set Layer.");

    public static WfpException LayerOfTemplateNotFound(LayerId layer) => new(
        FwpError.LayerNotFound, $"Filter template: there is no layer {(int)layer}. Use a value of {nameof(LayerId)}.");

    public static WfpException TemplateCondition(FwpError code, int index, FilterCondition condition, string problem) => new(
        code, $"Filter template, condition {index + 1} ({condition}): {problem}");
}
