namespace Weir.Bpf;

/// <summary>A variable's place in a data section.</summary>
/// <param name="TypeId">The id of the <see cref="BtfKind.Variable"/> (or, for an extern one, the function).</param>
/// <param name="Offset">Bytes from the start of the section.</param>
/// <param name="Size">Bytes of the variable.</param>
public readonly record struct BtfSectionVariable(int TypeId, int Offset, int Size);
