using System.Reflection;

namespace Weir.Linux;

/// <summary>The programs of a layer in its action placement, at the traffic control hook of each interface.</summary>
/// <param name="Stub">The program that the hooks hold; null for a layer of what was discarded, which goes where its own layer is.</param>
/// <param name="Program">The program that extracts and classifies.</param>
internal sealed record ActionPlacement(MethodInfo? Stub, MethodInfo Program);
