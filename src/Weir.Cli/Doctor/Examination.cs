using System.Runtime.InteropServices;
using Weir.Bpf;

namespace Weir.Cli.Doctor;

/// <summary>What <c>weir doctor</c> found on a machine.</summary>
internal sealed class Examination
{
    private const string JitPath = "/proc/sys/net/core/bpf_jit_enable";

    // Every program of Weir's is named so.
    private const string NamePrefix = "weir_";

    private static readonly KernelFeature[] s_features =
    [
        KernelFeature.MappableArrays,
        KernelFeature.RingBuffers,
        KernelFeature.GlobalFunctions,
        KernelFeature.BudgetedLoops,
        KernelFeature.NetfilterLinks,
        KernelFeature.TcxLinks,
        KernelFeature.KernelFunction("bpf_dynptr_from_skb", new Version(6, 4)),
        KernelFeature.KernelFunction("bpf_rdonly_cast", new Version(6, 2)),
    ];

    private readonly List<Finding> _findings = [];

    private Examination()
    {
    }

    /// <summary>Everything that was looked at.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The programs of Weir's in the kernel, or <see langword="null"/> when this process may not see them.</summary>
    public IReadOnlyList<LoadedProgram>? Loaded { get; private set; }

    /// <summary>
    /// What prevents enforcement: what the kernel lacks before what this process may not, since root cannot help the former.
    /// </summary>
    public Finding? FirstProblem =>
        _findings.FirstOrDefault(finding => finding.Outcome == Outcome.KernelCannot)
        ?? _findings.FirstOrDefault(finding => finding.Outcome == Outcome.NotPermitted);

    /// <summary>Examines the machine that this process runs on.</summary>
    public static Examination OfThisMachine()
    {
        var examination = new Examination();
        if (!OperatingSystem.IsLinux())
        {
            examination.Add("operating system", Outcome.KernelCannot, RuntimeInformation.OSDescription, "Weir enforces policies on Linux; check works anywhere");
            return examination;
        }

        examination.ExamineKernel(KernelFeatures.Current);
        examination.ExamineSystem();
        examination.Loaded = FindLoaded(KernelFeatures.Current.Kernel.Capabilities);
        return examination;
    }

    private void ExamineKernel(KernelFeatures kernel)
    {
        var minimum = KernelFeature.Weir.MinimumKernel;
        Add("kernel", kernel.Version >= minimum, kernel.Kernel.Release, Outcome.KernelCannot, $"Weir needs Linux {minimum} or newer");
        Add(
            "processor",
            RuntimeInformation.ProcessArchitecture == Architecture.X64,
            RuntimeInformation.ProcessArchitecture.ToString(),
            Outcome.KernelCannot,
            "Weir generates programs for x86-64 kernels");

        var hasTypes = kernel.Kernel.Types is not null;
        Add("type information", hasTypes, hasTypes ? "present" : "no /sys/kernel/btf/vmlinux", Outcome.KernelCannot, "use a kernel built with CONFIG_DEBUG_INFO_BTF=y");
        foreach (var feature in s_features)
        {
            var isThere = kernel.Has(feature);
            Add(feature.Name, isThere, isThere ? "present" : "missing", Outcome.KernelCannot, $"needs Linux {feature.MinimumKernel} or newer");
        }

        var missing = kernel.Kernel.Capabilities.Missing(Capabilities.Filtering);
        Add(
            "privileges",
            missing == Capabilities.None,
            missing == Capabilities.None ? "enough to load and attach programs" : $"missing {missing.ToKernelNames()}",
            Outcome.NotPermitted,
            "run as root, or give the process these capabilities");
    }

    private void ExamineSystem()
    {
        var jit = File.Exists(JitPath) ? File.ReadAllText(JitPath).Trim() : "1";
        Add("JIT compiler", jit != "0", jit == "0" ? "off" : "on", Outcome.Doubtful, $"programs are interpreted: echo 1 > {JitPath}");

        var cgroups = FindMount("cgroup2");
        Add("control groups v2", cgroups is not null, cgroups ?? "not mounted", Outcome.Doubtful, "control groups cannot be filtered: mount -t cgroup2 none /sys/fs/cgroup");
    }

    private void Add(string name, bool isGood, string found, Outcome otherwise, string advice) =>
        Add(name, isGood ? Outcome.Good : otherwise, found, isGood ? "" : advice);

    private void Add(string name, Outcome outcome, string found, string advice) =>
        _findings.Add(new Finding(name, outcome, found, advice));

    private static string? FindMount(string type)
    {
        foreach (var line in File.ReadLines("/proc/self/mounts"))
        {
            // device, place, type, options
            if (line.Split(' ') is [_, var place, var found, ..] && found == type)
                return place;
        }

        return null;
    }

    private static List<LoadedProgram>? FindLoaded(Capabilities held)
    {
        if (!held.HasFlag(Capabilities.SysAdmin))
            return null;
        var links = BpfLink.List().ToLookup(link => link.ProgramId);
        return
        [
            .. from program in BpfProgram.List()
               where program.Name.StartsWith(NamePrefix, StringComparison.Ordinal)
               orderby program.Id
               select new LoadedProgram(program.Name, program.Id, [.. links[program.Id].Select(Describe)]),
        ];
    }

    private static string Describe(LinkInfo link) => link switch
    {
        { NetfilterHook: { } hook } => $"netfilter {link.NetfilterFamily} {hook} (link {link.Id})",
        { InterfaceIndex: { } index } => $"{link.Type} on interface {index} (link {link.Id})",
        { CgroupId: { } cgroup } => $"{link.Type} on control group {cgroup} (link {link.Id})",
        _ => $"{link.Type} (link {link.Id})",
    };
}
