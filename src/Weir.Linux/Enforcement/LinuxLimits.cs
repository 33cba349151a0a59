using Weir.Engine;

namespace Weir.Linux;

/// <summary>Where traffic can be limited on Linux; the same for every engine, and known without one and without privilege.</summary>
public static class LinuxLimits
{
    /// <summary>Why traffic at a layer cannot be limited, as <see cref="IKernelModeEngine.WhyNotLimited"/> says it; null when it can be.</summary>
    public static string? WhyNotLimited(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Obstacles.To(layer) is { } obstacle
            ? obstacle
            : "its packets are judged at netfilter, and limits belong where packets leave for the device or come from it, at tcx, which is not reached yet";
    }
}
