using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    // Nothing bigger than the kernel's stack can be cleared or copied there, and elsewhere a loop is better code.
    private const int MaxBlockBytes = 512;

    private bool ImportMemory(in IlInstruction instruction)
    {
        var token = (int)instruction.Operand;
        switch (instruction.Opcode)
        {
            case ILOpCode.Ldind_i1:
                ImportLoad(typeof(sbyte));
                return true;
            case ILOpCode.Ldind_u1:
                ImportLoad(typeof(byte));
                return true;
            case ILOpCode.Ldind_i2:
                ImportLoad(typeof(short));
                return true;
            case ILOpCode.Ldind_u2:
                ImportLoad(typeof(ushort));
                return true;
            case ILOpCode.Ldind_i4 or ILOpCode.Ldind_u4:
                ImportLoad(typeof(uint));
                return true;
            case ILOpCode.Ldind_i8:
                ImportLoad(typeof(long));
                return true;
            case ILOpCode.Ldind_i:
                ImportLoad(typeof(nint));
                return true;
            case ILOpCode.Stind_i1:
                ImportStore(typeof(byte));
                return true;
            case ILOpCode.Stind_i2:
                ImportStore(typeof(ushort));
                return true;
            case ILOpCode.Stind_i4:
                ImportStore(typeof(uint));
                return true;
            case ILOpCode.Stind_i8:
                ImportStore(typeof(long));
                return true;
            case ILOpCode.Stind_i:
                ImportStore(typeof(nint));
                return true;
            case ILOpCode.Ldobj:
                ImportLoad(ResolveType(token));
                return true;
            case ILOpCode.Stobj:
                ImportStore(ResolveType(token));
                return true;
            case ILOpCode.Cpobj:
                ImportLoad(ResolveType(token));
                ImportStore(ResolveType(token));
                return true;
            case ILOpCode.Initobj:
                ImportInitialize(ResolveType(token));
                return true;
            case ILOpCode.Ldfld:
                ImportLoadField(ResolveField(token));
                return true;
            case ILOpCode.Ldflda:
                ImportFieldAddress(ResolveField(token));
                return true;
            case ILOpCode.Stfld:
                ImportStoreField(ResolveField(token));
                return true;
            case ILOpCode.Ldsfld:
                ImportLoadStatic(ResolveField(token));
                return true;
            case ILOpCode.Ldsflda when IsConstantData(ResolveField(token)):
                Push(StackKind.Native, ConstantData(ResolveField(token)));
                return true;
            case ILOpCode.Ldtoken when _il.Method.Module.ResolveMember(token, _il.TypeArguments, _il.MethodArguments) is FieldInfo data && IsConstantData(data):
                Push(StackKind.Native, ConstantData(data));
                return true;
            case ILOpCode.Stsfld or ILOpCode.Ldsflda:
                throw RefuseStatic(ResolveField(token));
            case ILOpCode.Localloc:
                ImportStackAllocation();
                return true;
            case ILOpCode.Initblk:
                ImportInitializeBlock();
                return true;
            case ILOpCode.Cpblk:
                ImportCopyBlock();
                return true;
            default:
                return false;
        }
    }

    private void ImportLoad(Type type) => _stack.Add(LoadFrom(Pop().Value, 0, type));

    private void ImportStore(Type type)
    {
        var value = Pop();
        var address = Pop().Value;
        CopyBorrowed();
        StoreTo(address, 0, type, KindOf(type) is StackKind.Int64 or StackKind.Native ? Widen(value) : value.Value);
    }

    private void ImportInitialize(Type type)
    {
        var address = Pop().Value;
        CopyBorrowed();
        if (!type.IsDefined(typeof(StackObjectAttribute), inherit: false))
            Clear(address, TypeLayout.Of(type).Size, TypeLayout.Of(type).Alignment);
    }

    private void Clear(Value address, int byteCount, int alignment)
    {
        if (address.Opcode == Opcode.StackAddress)
        {
            _builder.Zero(address.Slot!, address.Immediate, byteCount);
            return;
        }

        for (var done = 0; done < byteCount;)
        {
            var size = ChunkSize(byteCount - done, alignment);
            _builder.Store(address, done, size, _builder.Constant64(0));
            done += size;
        }
    }

    private void ImportLoadField(FieldInfo field)
    {
        var owner = Pop();
        var entry = LoadFrom(owner.Value, OffsetOf(field), field.FieldType);
        var isPartOfCopy = owner is { Kind: StackKind.Struct, IsBorrowed: false };
        _stack.Add(isPartOfCopy ? entry with { IsBorrowed = false } : entry);
    }

    private void ImportFieldAddress(FieldInfo field) =>
        Push(StackKind.Native, _builder.Offset(Pop().Value, OffsetOf(field)));

    private void ImportStoreField(FieldInfo field)
    {
        var value = Pop();
        var owner = Pop();
        CopyBorrowed();
        StoreTo(owner.Value, OffsetOf(field), field.FieldType, KindOf(field.FieldType) is StackKind.Int64 or StackKind.Native ? Widen(value) : value.Value);
    }

    /// <summary>The C# offset of a field, or the running kernel's for a field of a kernel struct.</summary>
    private int OffsetOf(FieldInfo field)
    {
        if (_compilation.KernelStructNameOf(field.DeclaringType!) is not { } name)
            return TypeLayout.OffsetOf(field);
        if (_compilation.KernelTypes.FindField(name, field.Name) is not { } place)
            throw Refuse(Diagnostic.KernelStruct, $"This kernel has no field '{field.Name}' in '{name}'.");
        var isNested = _compilation.KernelStructNameOf(field.FieldType) is not null;
        if (place.IsBitfield)
            throw Refuse(Diagnostic.KernelBitfield, $"Field '{name}.{field.Name}' is a bitfield in this kernel.");
        var declared = TypeLayout.Of(field.FieldType).Size;
        if (!isNested && place.ByteSize != declared)
            throw Refuse(Diagnostic.KernelBitfield, $"Field '{name}.{field.Name}' has {place.ByteSize} bytes in this kernel, {declared} in C#.");
        return place.ByteOffset;
    }

    private void ImportLoadStatic(FieldInfo field)
    {
        if (typeof(Map).IsAssignableFrom(field.FieldType))
        {
            if (!field.IsInitOnly || field.GetValue(null) is not Map map)
                throw Refuse(Diagnostic.MapField, $"Map {field.DeclaringType?.Name}.{field.Name} is not a static readonly field with a value.");
            var address = _builder.Function.NewValue(Opcode.MapAddress, OperandWidth.Bits64, default);
            address.Map = _compilation.DeclareMap(field, map);
            Push(StackKind.Native, address);
            return;
        }

        if (!field.IsInitOnly || !(field.FieldType.IsPrimitive || field.FieldType.IsEnum) || KindOf(field.FieldType) == StackKind.Struct)
            throw RefuseStatic(field);
        CheckStorable(field.FieldType);
        var kind = KindOf(field.FieldType);
        var width = kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64;
        Push(kind, _builder.Constant(width, NumberOf(field.GetValue(null)!)));
    }

    /// <summary>Whether the C# compiler has put constants in the assembly: a UTF-8 literal, or the elements of a <c>ReadOnlySpan</c>.</summary>
    private static bool IsConstantData(FieldInfo field) => field.Attributes.HasFlag(FieldAttributes.HasFieldRVA);

    /// <summary>Constants are copied to the stack once, at the start of the function.</summary>
    private Value ConstantData(FieldInfo field)
    {
        var function = _builder.Function;
        if (!_compilation.TryGetDataSlot(function, field, out var slot))
        {
            var constants = new byte[slot.ByteSize];
            RuntimeHelpers.InitializeArray(constants, field.FieldHandle);
            // A slot takes whole words of the frame.
            var data = new byte[(slot.ByteSize + sizeof(ulong) - 1) / sizeof(ulong) * sizeof(ulong)];
            constants.CopyTo(data, 0);
            for (var offset = 0; offset < data.Length; offset += sizeof(ulong))
            {
                var store = function.NewValue(Opcode.Store, OperandWidth.Bits64, new SourcePoint(function.Method, 0));
                store.Add(function.StackAddress(slot, offset));
                store.Add(function.Constant(OperandWidth.Bits64, BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(offset))));
                store.ByteSize = sizeof(ulong);
                function.Entry.InsertBeforeTerminator(store);
            }
        }

        return function.StackAddress(slot, 0);
    }

    private KernelCodeNotSupportedException RefuseStatic(FieldInfo field)
    {
        CheckStorable(field.FieldType);
        return Refuse(Diagnostic.MutableStatic, $"Static field {field.DeclaringType?.Name}.{field.Name} is used.");
    }

    private static long NumberOf(object value) => value switch
    {
        bool flag => flag ? 1 : 0,
        char character => character,
        ulong number => (long)number,
        nint number => number,
        nuint number => (long)number,
        Enum => NumberOf(Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()))),
        _ => Convert.ToInt64(value),
    };

    private void ImportStackAllocation()
    {
        var size = Pop().Value;
        if (!size.IsConstant)
            throw Refuse(Diagnostic.VariableStackAllocation, "The size of this stackalloc is not a constant.");
        if (size.Immediate > MaxBlockBytes)
            throw Refuse(Diagnostic.FrameTooLarge, $"This stackalloc takes {size.Immediate} bytes.");
        var slot = new StackSlot($"{_il.Method.Name}.stackalloc", (int)size.Immediate, _scope);
        if (_il.InitializesLocals)
            _builder.Zero(slot, 0, slot.ByteSize);
        Push(StackKind.Native, _builder.Function.StackAddress(slot, 0));
    }

    private void ImportInitializeBlock()
    {
        var count = Pop().Value;
        var fill = Pop().Value;
        var address = Pop().Value;
        CopyBorrowed();
        FillBlock(address, fill, count);
    }

    private void FillBlock(Value address, Value fill, Value count)
    {
        if (!fill.IsConstant || !count.IsConstant || count.Immediate > MaxBlockBytes)
            throw Refuse(Diagnostic.ConstantNeeded, $"A block is filled whose value or size (at most {MaxBlockBytes}) is not constant.");
        if ((byte)fill.Immediate == 0)
        {
            Clear(address, (int)count.Immediate, AlignmentOf(address));
            return;
        }

        const long everyByte = 0x0101010101010101;
        var pattern = _builder.Constant64((byte)fill.Immediate * everyByte);
        for (var done = 0; done < count.Immediate;)
        {
            var size = ChunkSize((int)count.Immediate - done, AlignmentOf(address));
            _builder.Store(address, done, size, pattern);
            done += size;
        }
    }

    private void ImportCopyBlock()
    {
        var count = Pop().Value;
        var source = Pop().Value;
        var destination = Pop().Value;
        CopyBorrowed();
        CopyBlock(destination, source, count);
    }

    private void CopyBlock(Value destination, Value source, Value count)
    {
        if (!count.IsConstant || count.Immediate > MaxBlockBytes)
            throw Refuse(Diagnostic.ConstantNeeded, $"A block is copied whose size (at most {MaxBlockBytes}) is not constant.");
        CopyBytes(destination, 0, source, (int)count.Immediate, Math.Min(AlignmentOf(source), AlignmentOf(destination)));
    }

    /// <summary>What an address is surely a multiple of: the verifier wants aligned access to the stack.</summary>
    private static int AlignmentOf(Value address) =>
        address.Opcode == Opcode.StackAddress ? (int)Math.Min(8, address.Immediate == 0 ? 8 : address.Immediate & -address.Immediate) : 1;
}
