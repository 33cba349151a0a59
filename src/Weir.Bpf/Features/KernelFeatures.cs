using System.Text.RegularExpressions;

namespace Weir.Bpf;

/// <summary>
/// Tells what a kernel has. A feature is proved by the kernel's own type information where it can be, because
/// distributions carry features back to older versions; otherwise by the version.
/// </summary>
/// <param name="kernel">The kernel to ask; another than the running one in tests.</param>
public sealed partial class KernelFeatures(IKernel kernel)
{
    /// <summary>The features of the running kernel.</summary>
    public static KernelFeatures Current { get; } = new(new RunningKernel());

    /// <summary>The kernel that is asked.</summary>
    public IKernel Kernel { get; } = kernel;

    /// <summary>The first two numbers of the kernel's release.</summary>
    public Version Version { get; } = ParseRelease(kernel.Release);

    /// <summary>Whether the kernel has a feature.</summary>
    /// <param name="feature">The feature.</param>
    public bool Has(KernelFeature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        if (Kernel.Types is { } types && feature.Enumerator is (string enumeration, string name))
        {
            return types.TryFind(enumeration, BtfKind.Enum, out BtfType type)
                && type.Values.Any(value => value.Name == name);
        }

        if (Kernel.Types is { } functions && feature.Function is string function)
            return functions.TryFindKernelFunction(function, out _);
        return Version >= feature.MinimumKernel;
    }

    /// <summary>Stops when the kernel lacks a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <exception cref="KernelFeatureMissingException">The kernel lacks it.</exception>
    public void Require(KernelFeature feature)
    {
        if (!Has(feature))
            throw Missing(feature);
    }

    /// <summary>Stops when the kernel does not publish its types, which programs that read kernel structures need.</summary>
    /// <exception cref="KernelFeatureMissingException">The kernel publishes none.</exception>
    public void RequireTypes()
    {
        if (Kernel.Types is null)
        {
            throw new KernelFeatureMissingException(
                "type information (/sys/kernel/btf/vmlinux)",
                minimumKernel: null,
                Kernel.Release,
                "Use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as the large distributions' are.");
        }
    }

    /// <summary>Stops when the calling thread may not load and attach filters.</summary>
    /// <param name="operation">What it is about to do, as the middle of a sentence: "attach filters".</param>
    /// <exception cref="BpfPermissionException">Capabilities are missing; the message names them.</exception>
    public void RequireCapabilities(string operation)
    {
        if (Kernel.Capabilities.Missing(Capabilities.Filtering) != Capabilities.None)
            throw new BpfPermissionException(operation, Kernel.Capabilities);
    }

    /// <summary>The error to report when the kernel refused a program because it does not know its type or attach point, or null.</summary>
    internal KernelFeatureMissingException? FindMissing(ProgramSpec spec)
    {
        KernelFeature type = KernelFeature.Program(spec.Type);
        if (!Has(type))
            return Missing(type);
        if (spec.ExpectedAttachType is { } attachType && KernelFeature.Attach(attachType) is var attach && !Has(attach))
            return Missing(attach);
        return null;
    }

    private static Version ParseRelease(string release)
    {
        Match match = LeadingVersion().Match(release);
        return match.Success
            ? Version.Parse(match.Value)
            : throw new FormatException($"Kernel release \"{release}\" does not start with a version such as 6.12.");
    }

    [GeneratedRegex(@"^\d+\.\d+")]
    private static partial Regex LeadingVersion();

    private KernelFeatureMissingException Missing(KernelFeature feature) =>
        new(feature.Name, feature.MinimumKernel, Kernel.Release);
}
