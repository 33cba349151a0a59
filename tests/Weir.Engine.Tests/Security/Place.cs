namespace Weir.Engine.Tests.Security;

/// <summary>Where a right is asked for: the engine (no kind), the container of a kind, or the object of <see cref="AccessWorld"/>.</summary>
internal readonly record struct Place(ObjectKind? Kind, bool IsObject)
{
    public static Place Engine => default;

    public static Place Container(ObjectKind kind) => new(kind, IsObject: false);

    public static Place Object(ObjectKind kind) => new(kind, IsObject: true);

    public override string ToString() => Kind is null ? "engine" : IsObject ? $"{Kind} object" : $"{Kind} container";
}
