using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>The blueprint of a program: everything the kernel needs to load it, as plain data.</summary>
/// <remarks>A spec owns nothing and can be loaded any number of times; what the kernel loaded is a <c>BpfProgram</c>.</remarks>
public sealed record ProgramSpec
{
    /// <summary>The name shown by tools; the kernel keeps the first 15 characters, of letters, digits, '_' and '.'.</summary>
    public required string Name { get; init; }

    /// <summary>Which kind of hook the program is for.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>The attach point the verifier checks against, for the program types that want it at load.</summary>
    public AttachType? ExpectedAttachType { get; init; }

    /// <summary>The licence the program declares, such as <c>Dual MIT/GPL</c>; many helpers are refused to programs that are not GPL compatible.</summary>
    public required string License { get; init; }

    /// <summary>The instructions, one item per eight-byte slot.</summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>Which 64-bit loads refer to which maps.</summary>
    public ImmutableArray<MapReference> MapReferences { get; init; } = [];

    /// <summary>Types, functions and source lines; needed for functions verified alone, callbacks and readable verifier logs.</summary>
    public ProgramBtf? Debug { get; init; }

    /// <summary>The BTF id of the kernel type the program attaches to (iterators, tracing), or zero.</summary>
    public int AttachTypeId { get; init; }
}
