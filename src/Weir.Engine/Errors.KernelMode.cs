namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException NotClassified(string filterName, Layer layer, string reason) => new(
        FwpError.IncompatibleLayer,
        $"Filter '{filterName}': this kernel-mode engine does not classify at {layer}: {reason}. Leave the filter out, or use a layer where the engine classifies.",
        filterName);

    public static WfpException NotSupplied(
        string filterName, int index, FilterCondition condition, Layer layer, LayerField field, string reason) => Condition(
        FwpError.ConditionNotFound,
        filterName,
        index,
        condition,
        $"this kernel-mode engine never has a value for {field.Name} at {layer}: {reason}. The filter could not match; leave the condition out, or compare with FilterValue.Empty to ask for no value.");
}
