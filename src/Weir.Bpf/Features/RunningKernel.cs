using System.Globalization;

namespace Weir.Bpf;

/// <summary>The kernel that this process runs on.</summary>
internal sealed class RunningKernel : IKernel
{
    private const string ReleasePath = "/proc/sys/kernel/osrelease";
    private const string TypesPath = "/sys/kernel/btf/vmlinux";
    private const string ThreadStatusPath = "/proc/thread-self/status";
    private const string EffectiveCapabilities = "CapEff:";

    public string Release { get; } = File.ReadAllText(ReleasePath).Trim();

    // An empty file stands where a container or a test hides the types.
    public Btf? Types => new FileInfo(TypesPath) is { Exists: true, Length: > 0 } ? Btf.Kernel : null;

    /// <summary>The effective capabilities of the calling thread.</summary>
    public Capabilities Capabilities
    {
        get
        {
            string line = File.ReadLines(ThreadStatusPath)
                .First(line => line.StartsWith(EffectiveCapabilities, StringComparison.Ordinal));
            return (Capabilities)ulong.Parse(
                line.AsSpan(EffectiveCapabilities.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
    }
}
