namespace Weir.Engine;

/// <summary>An entry of an index by id, or the probe for one.</summary>
internal readonly struct ById<T>(ulong id, T target) : IComparable<ById<T>>
    where T : class
{
    private readonly ulong _id = id;

    public T Target { get; } = target;

    public int CompareTo(ById<T> other) => _id.CompareTo(other._id);
}
