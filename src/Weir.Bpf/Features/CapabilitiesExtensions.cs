namespace Weir.Bpf;

/// <summary>Compares and names capabilities.</summary>
public static class CapabilitiesExtensions
{
    /// <summary>The capabilities that are wanted and not held; CAP_SYS_ADMIN stands in for CAP_BPF and CAP_PERFMON.</summary>
    /// <param name="held">What the process has.</param>
    /// <param name="wanted">What it needs.</param>
    public static Capabilities Missing(this Capabilities held, Capabilities wanted)
    {
        if (held.HasFlag(Capabilities.SysAdmin))
            held |= Capabilities.Bpf | Capabilities.PerfMon;
        return wanted & ~held;
    }

    /// <summary>The names as capabilities(7) writes them, for messages.</summary>
    /// <param name="capabilities">The capabilities.</param>
    public static string ToKernelNames(this Capabilities capabilities)
    {
        List<string> names = [];
        if (capabilities.HasFlag(Capabilities.Bpf))
            names.Add("CAP_BPF");
        if (capabilities.HasFlag(Capabilities.NetAdmin))
            names.Add("CAP_NET_ADMIN");
        if (capabilities.HasFlag(Capabilities.PerfMon))
            names.Add("CAP_PERFMON");
        if (capabilities.HasFlag(Capabilities.SysAdmin))
            names.Add("CAP_SYS_ADMIN");
        return string.Join(", ", names);
    }
}
