namespace Weir.Policy;

/// <summary>One property in which an object of two policies differs.</summary>
/// <param name="Name">The property as policy files name it.</param>
/// <param name="Before">Its value in the first policy, or <see langword="null"/> when the object is not there.</param>
/// <param name="After">Its value in the second policy, or <see langword="null"/> when the object is not there.</param>
public sealed record PropertyDifference(string Name, string? Before, string? After);
