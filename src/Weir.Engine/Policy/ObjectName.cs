namespace Weir.Engine;

/// <summary>Names an object that others refer to.</summary>
internal readonly struct ObjectName(ObjectKind kind, Guid key) : IComparable<ObjectName>
{
    private readonly ObjectKind _kind = kind;
    private readonly Guid _key = key;

    public int CompareTo(ObjectName other) => _kind != other._kind ? _kind.CompareTo(other._kind) : _key.CompareTo(other._key);
}
