using System.Collections.Immutable;

namespace Weir.Bpf;

/// <summary>What an <see cref="Assembler"/> made: instructions, and where everything ended up.</summary>
public sealed record AssembledProgram
{
    /// <summary>The instructions, one item per eight-byte slot.</summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>Which 64-bit loads refer to which maps.</summary>
    public required ImmutableArray<MapReference> MapReferences { get; init; }

    /// <summary>The slot of each label.</summary>
    public required ImmutableDictionary<string, int> Labels { get; init; }

    /// <summary>The source lines by ascending slot.</summary>
    public required ImmutableArray<SourceLine> Lines { get; init; }
}
