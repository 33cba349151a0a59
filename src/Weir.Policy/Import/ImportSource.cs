namespace Weir.Policy;

/// <summary>An object of a file that is being imported.</summary>
/// <param name="Kind">What it is, for example <c>filter</c> or <c>rule</c>.</param>
/// <param name="Name">Its name, or its text when it has none.</param>
/// <param name="Key">Its key, or all zero.</param>
/// <param name="Line">Line of the file where it begins; 0 when it has no place.</param>
public sealed record ImportSource(string Kind, string Name, Guid Key, int Line);
