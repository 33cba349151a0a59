namespace Weir.Bpf;

/// <summary>A named value of an enumeration.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; of an unsigned 64-bit enumeration, its bits.</param>
public readonly record struct BtfEnumerator(string Name, long Value);
