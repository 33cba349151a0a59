namespace Weir.Bpf.Compiler.Linking;

/// <summary>The running kernel's types, read only when a program first asks for one.</summary>
internal sealed class KernelTypes(Btf? types)
{
    private readonly Dictionary<string, BtfType?> _structs = [];
    private readonly Dictionary<string, int?> _functions = [];
    private Btf? _types = types;

    private Btf Types => _types ??= Btf.Kernel;

    /// <summary>Where a field lies in a kernel struct, looking through anonymous members; null when there is none.</summary>
    public KernelField? FindField(string structName, string fieldName)
    {
        if (FindStruct(structName) is not { } type || !type.TryFindField(fieldName, out var field))
            return null;
        return new KernelField(field.ByteOffset, field.Type.Unqualified.Size, field.IsBitfield);
    }

    /// <summary>The BTF id of a struct, union or typedef; null when there is none.</summary>
    public int? FindStructId(string name) => FindStruct(name)?.Id;

    /// <summary>The BTF id of a kernel function that programs may call; null when there is none.</summary>
    public int? FindFunctionId(string name)
    {
        if (!_functions.TryGetValue(name, out var id))
        {
            id = Types.TryFindKernelFunction(name, out var function) ? function.Id : null;
            _functions.Add(name, id);
        }

        return id;
    }

    private BtfType? FindStruct(string name)
    {
        if (!_structs.TryGetValue(name, out var found))
        {
            found = Types.TryFind(name, BtfKind.Struct, out var type) || Types.TryFind(name, BtfKind.Union, out type) ? type
                : Types.TryFind(name, BtfKind.Typedef, out type) ? type.Unqualified
                : null;
            _structs.Add(name, found);
        }

        return found;
    }
}
