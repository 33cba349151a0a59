using Weir.Engine;

namespace Weir.Policy;

/// <summary>A filter as an event names it.</summary>
/// <param name="Id">Run-time id in the engine that decided; another engine has other ids.</param>
/// <param name="Key">Its key; <see langword="null"/> when it had been deleted before the event was written.</param>
/// <param name="Name">Its name; <see langword="null"/> with the key.</param>
public sealed record RecordedFilter(ulong Id, Guid? Key, string? Name)
{
    /// <summary>True when a filter of a policy is this one: by key, which the id is no substitute for.</summary>
    public bool Is(InstalledFilter? filter) => filter is not null && Key == filter.Key;

    /// <summary>The name, or the id of a filter without one.</summary>
    public override string ToString() => Name is null ? $"filter {Id}, deleted since" : $"filter '{Name}'";
}
