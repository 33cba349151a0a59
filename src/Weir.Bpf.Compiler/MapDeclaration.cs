using System.Reflection;
using Weir.Bpf.Compiler.Linking;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler;

/// <summary>A map that a compiled program uses: the C# field that declares it and the blueprint to create it from.</summary>
/// <param name="Field">The <c>static readonly</c> field.</param>
/// <param name="Map">Its value.</param>
/// <param name="Spec">The blueprint.</param>
public sealed record MapDeclaration(FieldInfo Field, Map Map, MapSpec Spec)
{
    /// <summary>The name by which the program's <see cref="MapReference"/>s know it; no other field has it.</summary>
    public string Key { get; } = KeyOf(Field);

    /// <summary>The name for people: full type name, dot, field name. Classes of two assemblies can share it.</summary>
    public string Name => NameOf(Field);

    /// <summary>The declaration in a field, whether or not a program uses it.</summary>
    /// <param name="field">A <c>static readonly</c> field of a map type.</param>
    public static MapDeclaration Of(FieldInfo field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var map = field.GetValue(null) as Map ?? throw new ArgumentException($"{field.DeclaringType}.{field.Name} holds no map.", nameof(field));
        return new MapDeclaration(field, map, MapSpecs.Of(field.Name, map));
    }

    /// <summary>The name by which programs know the map of a field: <see cref="Name"/>, an at sign and the assembly's version id.</summary>
    /// <param name="field">A field of a map type.</param>
    public static string KeyOf(FieldInfo field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return $"{NameOf(field)}@{field.Module.ModuleVersionId:N}";
    }

    private static string NameOf(FieldInfo field) => $"{field.DeclaringType!.FullName}.{field.Name}";
}
