using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    // A struct with more parts than this is copied in words: it will stay in memory anyway.
    private const int MaxLeavesCopiedOneByOne = 16;

    private static bool Is32Bit(Type type) => KindOf(type) == StackKind.Int32;

    private static StackKind KindOf(Type type)
    {
        if (TypeLayout.IsStruct(type))
            return StackKind.Struct;
        if (type.IsByRef || type.IsPointer || !type.IsValueType || type == typeof(nint) || type == typeof(nuint))
            return StackKind.Native;
        return TypeLayout.Of(type).Size <= 4 ? StackKind.Int32 : StackKind.Int64;
    }

    private Home NewHome(string name, Type type, bool isAddressed, StackScope? scope = null)
    {
        var kind = KindOf(type);
        // A local struct of objects, as behind an interpolated string, is refused where it is used, and not at all before a throw.
        if (kind == StackKind.Struct && HoldsObjects(type))
            return new Home(type, kind, null, null);
        if (kind == StackKind.Struct)
            CheckStorable(type);
        if (kind == StackKind.Struct || isAddressed)
            return new Home(type, kind, null, NewSlot(name, type, scope));
        return new Home(type, kind, new Variable(name, kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64), null);
    }

    private static bool HoldsObjects(Type type) => TypeLayout.IsStruct(type)
        && TypeLayout.Of(type).Fields.Any(place => IsObject(place.Field.FieldType) || HoldsObjects(place.Field.FieldType));

    private static bool IsObject(Type type) =>
        !type.IsValueType && !type.IsByRef && !type.IsPointer && !type.IsFunctionPointer && !typeof(Map).IsAssignableFrom(type);

    private Home HomeOfEntry(in StackEntry entry, string name) => entry.Kind switch
    {
        StackKind.Struct => new Home(entry.Type!, entry.Kind, null, NewSlot(name, entry.Type!)),
        StackKind.Int32 => new Home(typeof(int), entry.Kind, new Variable(name, OperandWidth.Bits32), null),
        StackKind.Int64 => new Home(typeof(long), entry.Kind, new Variable(name, OperandWidth.Bits64), null),
        _ => new Home(typeof(nint), entry.Kind, new Variable(name, OperandWidth.Bits64), null),
    };

    private StackSlot NewSlot(string name, Type type, StackScope? scope = null) =>
        new(name, TypeLayout.Of(type).Size, scope ?? _scope) { IsOpaque = type.IsDefined(typeof(StackObjectAttribute), inherit: false) };

    private void CheckStorable(Type type)
    {
        if (type == typeof(float) || type == typeof(double) || type == typeof(decimal) || type == typeof(Half))
            throw Refuse(Diagnostic.FloatingPoint, $"A value of type {type.Name} is used.");
        if (type == typeof(string))
            throw Refuse(Diagnostic.Strings, "A string is used.");
        if (typeof(Delegate).IsAssignableFrom(type))
            throw Refuse(Diagnostic.Delegates, $"A value of delegate type {type.Name} is used.");
        if (IsObject(type))
            throw Refuse(Diagnostic.ManagedReference, $"An object of type {type.Name} is used.");
        if (!TypeLayout.IsStruct(type))
            return;
        if (type.IsAutoLayout)
            throw Refuse(Diagnostic.NativeStructLayout, $"Struct {type.Name} has automatic layout.");
        foreach (var place in TypeLayout.Of(type).Fields)
        {
            if (place.Field.FieldType.IsDefined(typeof(StackObjectAttribute), inherit: false))
                throw Refuse(Diagnostic.OpaqueObject, $"Struct {type.Name} has a field of type {place.Field.FieldType.Name}.");
            if (!place.Field.FieldType.IsPointer)
                CheckStorable(place.Field.FieldType);
        }
    }

    /// <summary>Pushes what a home holds; a struct is borrowed, not copied.</summary>
    private StackEntry Load(in Home home)
    {
        if (home.Kind == StackKind.Struct)
            return new StackEntry(StackKind.Struct, Address(home), home.Type, IsBorrowed: true);
        return home.Variable is { } variable
            ? new StackEntry(home.Kind, _builder.Read(variable))
            : LoadFrom(Address(home), 0, home.Type);
    }

    /// <summary>Stores into a home; for a struct the value is the address of what is copied.</summary>
    private void Assign(in Home home, Value value)
    {
        if (home.Variable is { } variable)
            _builder.Write(variable, Normalize(value, home.Type));
        else
            StoreTo(Address(home), 0, home.Type, value);
    }

    private Value Address(in Home home)
    {
        if (home.Slot is null)
            CheckStorable(home.Type);
        return _builder.Function.StackAddress(home.Slot!, 0);
    }

    /// <summary>Fits a value to a variable's type: a small integer keeps only its own bits.</summary>
    private Value Normalize(Value value, Type type)
    {
        if (KindOf(type) != StackKind.Int32)
            return value;
        var layout = TypeLayout.Of(type);
        if (layout.Size == 4)
            return _builder.Truncate(value);
        return layout.IsSigned
            ? _builder.SignExtend(_builder.Truncate(value), layout.Size * 8, OperandWidth.Bits32)
            : _builder.ZeroExtend(value, layout.Size * 8);
    }

    private StackEntry LoadFrom(Value address, long offset, Type type)
    {
        CheckStorable(type);
        var kind = KindOf(type);
        if (kind == StackKind.Struct)
            return new StackEntry(kind, _builder.Offset(address, offset), type, IsBorrowed: true);
        var layout = TypeLayout.Of(type);
        var value = _builder.Load(address, offset, layout.Size);
        value.IsVolatile = _isVolatile;
        if (layout.IsSigned && layout.Size < 4)
            value = _builder.SignExtend(value, layout.Size * 8, OperandWidth.Bits32);
        return new StackEntry(kind, value);
    }

    private void StoreTo(Value address, long offset, Type type, Value value)
    {
        if (KindOf(type) == StackKind.Struct)
            CopyStruct(address, offset, value, type);
        else
            _builder.Store(address, offset, TypeLayout.Of(type).Size, value);
    }

    private void CopyStruct(Value destination, long offset, Value source, Type type)
    {
        if (type.IsDefined(typeof(StackObjectAttribute), inherit: false))
            throw Refuse(Diagnostic.OpaqueObject, $"A {type.Name} is copied.");
        if (_compilation.KernelStructNameOf(type) is { } name)
            throw Refuse(Diagnostic.KernelStructWrite, $"A whole kernel struct {name} is copied.");
        var layout = TypeLayout.Of(type);
        var leaves = layout.Leaves(type).DistinctBy(leaf => leaf.Offset).ToList();
        var overlaps = type.IsExplicitLayout;
        if (leaves.Count <= MaxLeavesCopiedOneByOne && !overlaps)
        {
            foreach (var (leaf, size) in leaves)
                _builder.Store(destination, offset + leaf, size, _builder.Load(source, leaf, size));
            return;
        }

        CopyBytes(destination, offset, source, layout.Size, layout.Alignment);
    }

    private void CopyBytes(Value destination, long offset, Value source, int byteCount, int alignment)
    {
        for (var done = 0; done < byteCount;)
        {
            var size = ChunkSize(byteCount - done, alignment);
            _builder.Store(destination, offset + done, size, _builder.Load(source, done, size));
            done += size;
        }
    }

    private static int ChunkSize(int rest, int alignment)
    {
        var size = Math.Min(alignment, 8);
        while (size > rest)
            size /= 2;
        return size;
    }

    /// <summary>Copies the structs on the stack that still lie at home, because what follows may change them there.</summary>
    private void CopyBorrowed()
    {
        for (var i = 0; i < _stack.Count; i++)
        {
            if (!_stack[i].IsBorrowed)
                continue;
            var copy = _builder.Function.StackAddress(NewSlot("copy", _stack[i].Type!), 0);
            CopyStruct(copy, 0, _stack[i].Value, _stack[i].Type!);
            _stack[i] = _stack[i] with { Value = copy, IsBorrowed = false };
        }
    }
}
