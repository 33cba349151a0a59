using Weir.Engine;

namespace Weir.Linux;

/// <summary>Which fields traffic has on Linux, for tools that judge filters without an engine.</summary>
public static class LinuxFields
{
    /// <summary>
    /// Why traffic at a layer never has a value in a field, as <see cref="IKernelModeEngine.WhyNotSupplied"/> says; null when it can have one,
    /// and at layers where nothing is classified yet.
    /// </summary>
    public static string? WhyNotSupplied(Layer layer, LayerField field) => Obstacles.To(layer) is null ? Obstacles.To(field) : null;
}
