namespace Weir.Linux;

/// <summary>A place in the kernel where packets meet a layer.</summary>
/// <param name="Name">The hook, as Linux names it: <c>netfilter LOCAL_OUT</c>, <c>tcx egress</c>.</param>
/// <param name="Priority">The place among netfilter's programs, lower first; null at tcx.</param>
public sealed record LayerHook(string Name, int? Priority)
{
    /// <inheritdoc/>
    public override string ToString() => Priority is { } priority ? $"{Name} priority {priority}" : Name;
}
