namespace Weir.Bpf;

/// <summary>A parameter of a function prototype.</summary>
/// <param name="Name">The name; empty when the prototype has none.</param>
/// <param name="TypeId">The id of its type; zero in last place stands for C's <c>...</c>.</param>
public readonly record struct BtfParameter(string Name, int TypeId);
