namespace Weir.Engine;

/// <summary>An entry of an index of objects of all kinds: those that are referred to before those that refer, and by id in each kind.</summary>
internal readonly struct ByNumber(IInstalledObject target) : IComparable<ByNumber>
{
    public IInstalledObject Target { get; } = target;

    public int CompareTo(ByNumber other)
    {
        var byKind = Target.Kind.CompareTo(other.Target.Kind);
        return byKind != 0 ? byKind : Target.Id.CompareTo(other.Target.Id);
    }
}
