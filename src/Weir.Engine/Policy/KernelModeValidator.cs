namespace Weir.Engine;

/// <summary>Checks that the kernel-mode engine can enforce a filter: one that it cannot is refused, and never waits for traffic in vain.</summary>
internal static class KernelModeValidator
{
    /// <exception cref="WfpException">
    /// <see cref="FwpError.IncompatibleLayer"/>: the engine does not classify at the layer; <see cref="FwpError.ConditionNotFound"/>: it
    /// never has a value for a field that a condition compares; <see cref="FwpError.ActionIncompatibleWithLayer"/>: it does not limit at the
    /// layer.
    /// </exception>
    public static void Validate(FilterSpec filter, IKernelModeEngine kernel)
    {
        var layer = Layers.Get(filter.Layer);
        if (kernel.WhyNotClassified(layer) is { } reason)
        {
            throw Errors.NotClassified(filter.Name, layer, reason);
        }

        if (filter.Action == FilterAction.Limit && kernel.WhyNotLimited(layer) is { } hindrance)
        {
            throw Errors.NotLimited(filter.Name, layer, hindrance);
        }

        for (var i = 0; i < filter.Conditions.Count; i++)
        {
            var condition = filter.Conditions[i];

            // A test of absence asks for no value.
            if (condition.Value.Type != DataType.Empty && layer.FindField(condition.Field) is { } field && kernel.WhyNotSupplied(layer, field) is { } obstacle)
            {
                throw Errors.NotSupplied(filter.Name, i, condition, layer, field, obstacle);
            }
        }
    }
}
