namespace Weir.Engine;

internal static class FilterFlagsExtensions
{
    /// <summary>The lifetime that a filter with these flags asks for: static unless they say otherwise.</summary>
    public static Lifetime ToLifetime(this FilterFlags flags) =>
        flags.HasFlag(FilterFlags.Persistent) ? Lifetime.Persistent
        : flags.HasFlag(FilterFlags.BootTime) ? Lifetime.BootTime
        : Lifetime.Static;
}
