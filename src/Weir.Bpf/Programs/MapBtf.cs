using System.Collections.Immutable;

namespace Weir.Bpf;

/// <summary>The types of a map's keys and values.</summary>
/// <param name="Types">A BTF blob, as <see cref="BtfBuilder"/> makes it.</param>
/// <param name="KeyTypeId">The id of the key's type in the blob.</param>
/// <param name="ValueTypeId">The id of the value's type in the blob.</param>
public sealed record MapBtf(ImmutableArray<byte> Types, int KeyTypeId, int ValueTypeId);
