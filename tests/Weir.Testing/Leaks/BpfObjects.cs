using Weir.Bpf;

namespace Weir.Testing;

/// <summary>
/// The BPF programs, maps and links of the whole machine, by id: what a descriptor no longer shows may still be pinned or attached.
/// </summary>
public static class BpfObjects
{
    /// <summary>
    /// Set to 1 by <c>./test</c>, which runs one test program at a time: then whatever appeared during a run is that run's.
    /// Without it another program may be the maker, and only this process's descriptors are looked at.
    /// </summary>
    public const string ExclusiveVariable = "WEIR_TEST_EXCLUSIVE";

    /// <summary>Lists them now.</summary>
    /// <returns>A line for each; empty when this run does not have the machine to itself or may not look.</returns>
    public static IReadOnlySet<string> Read()
    {
        if (Environment.GetEnvironmentVariable(ExclusiveVariable) != "1" || !Environment.IsPrivilegedProcess)
            return new HashSet<string>();
        return ReadAll();
    }

    /// <summary>Lists them now, whoever made them.</summary>
    public static IReadOnlySet<string> ReadAll() => new SortedSet<string>(
        [
            .. BpfProgram.List().Select(program => $"BPF program {program.Id} '{program.Name}'"),
            .. BpfMap.List().Select(map => $"BPF map {map.Id} '{map.Name}'"),
            .. BpfLink.List().Select(link => $"BPF link {link.Id} of program {link.ProgramId}"),
        ],
        StringComparer.Ordinal);
}
