namespace Weir.Bpf;

/// <summary>A place in a program where the descriptor of a map is filled in when the program is loaded.</summary>
/// <param name="InstructionIndex">The first slot of the 64-bit load.</param>
/// <param name="Map">The key of the map in the dictionary given to the load.</param>
/// <param name="ValueOffset">Null to load the map; a byte offset to load an address inside the value of a single-entry array map.</param>
public readonly record struct MapReference(int InstructionIndex, string Map, int? ValueOffset = null);
