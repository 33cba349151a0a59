namespace Weir.Bpf;

/// <summary>The running kernel lacks something that the operation needs.</summary>
public sealed class KernelFeatureMissingException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="feature">What is missing, as a noun: "tcx links".</param>
    /// <param name="minimumKernel">The first kernel version that has it, or null when a build option decides.</param>
    /// <param name="runningKernel">The release of the running kernel, as uname(2) tells it.</param>
    /// <param name="advice">What to do, as a sentence, when a newer kernel alone would not help.</param>
    public KernelFeatureMissingException(string feature, Version? minimumKernel, string runningKernel, string? advice = null)
        : base(Describe(feature, minimumKernel, runningKernel, advice))
    {
        Feature = feature;
        MinimumKernel = minimumKernel;
        RunningKernel = runningKernel;
    }

    /// <summary>What is missing.</summary>
    public string Feature { get; }

    /// <summary>The first kernel version that has the feature, or null when a build option decides.</summary>
    public Version? MinimumKernel { get; }

    /// <summary>The release of the running kernel, as uname(2) tells it, for example "6.1.0-50-cloud-amd64".</summary>
    public string RunningKernel { get; }

    private static string Describe(string feature, Version? minimumKernel, string runningKernel, string? advice)
    {
        string requirement = minimumKernel is null ? "" : $"; Linux {minimumKernel} or newer has it";
        string fix = advice is null ? "" : $" {advice}";
        return $"This kernel ({runningKernel}) lacks {feature}{requirement}.{fix}";
    }
}
