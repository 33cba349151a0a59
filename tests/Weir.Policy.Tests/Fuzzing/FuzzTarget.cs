namespace Weir.Policy.Tests.Fuzzing;

/// <summary>A parser to fuzz.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">Inputs to begin with: sound ones, which mutations keep near enough to the language to get far.</param>
/// <param name="Words">Words of the language, which mutations put in.</param>
/// <param name="Read">
/// Reads an input, and throws <see cref="PolicyException"/> for one that is wrong. Returns what it has to say of one that it takes.
/// </param>
internal sealed record FuzzTarget(string Name, string[] Seeds, string[] Words, Func<byte[], IEnumerable<string>> Read);
