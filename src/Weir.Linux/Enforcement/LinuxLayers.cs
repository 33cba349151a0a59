using Weir.Engine;

namespace Weir.Linux;

/// <summary>What this version enforces on Linux; the same for every engine, and known without one and without privilege.</summary>
public static class LinuxLayers
{
    /// <summary>Why traffic is not classified at a layer, as <see cref="IKernelModeEngine.WhyNotClassified"/> says it; null when it is.</summary>
    public static string? WhyNotClassified(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Obstacles.To(layer);
    }
}
