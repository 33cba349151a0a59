using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>What the kernel tells about a loaded program (struct bpf_prog_info).</summary>
public sealed record ProgramInfo
{
    /// <summary>The kernel's number for the program, unique while the program lives.</summary>
    public required uint Id { get; init; }

    /// <summary>Name, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Type of the program.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>Hash of the instructions, 16 hexadecimal digits, as bpftool shows it.</summary>
    public required string Tag { get; init; }

    /// <summary>Size in bytes of the verifier's rewritten instructions.</summary>
    public required int TranslatedSize { get; init; }

    /// <summary>Size in bytes of the machine code.</summary>
    public required int JitedSize { get; init; }

    /// <summary>How many instructions the verifier went through, over all paths.</summary>
    public required int VerifiedInstructions { get; init; }

    /// <summary>Number of runs, counted while <see cref="ProgramStatistics"/> is enabled.</summary>
    public required ulong RunCount { get; init; }

    /// <summary>Total time of the counted runs.</summary>
    public required TimeSpan RunTime { get; init; }

    /// <summary>Id of the BTF object that describes the program, or 0.</summary>
    public required uint BtfId { get; init; }

    /// <summary>How many functions the program's debug information names; 0 when it has none.</summary>
    public required int FunctionCount { get; init; }

    /// <summary>How many places of the program have a known source line; 0 when it has no debug information.</summary>
    public required int LineCount { get; init; }
}
