using System.Reflection;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    /// <summary>Replaces calls of base class library methods that stand for machine instructions. The others are inlined like any method.</summary>
    private bool LibraryCall(MethodBase method, Value[] arguments, out StackEntry? result)
    {
        result = null;
        return method.DeclaringType!.Name switch
        {
            "Interlocked" => InterlockedCall((MethodInfo)method, arguments, out result),
            "Volatile" => VolatileCall((MethodInfo)method, arguments, out result),
            "BinaryPrimitives" when method.Name == "ReverseEndianness" => ReverseEndianness((MethodInfo)method, arguments[0], out result),
            "Unsafe" => UnsafeCall((MethodInfo)method, arguments, out result),
            "RuntimeHelpers" => RuntimeHelpersCall((MethodInfo)method, arguments, out result),
            _ => false,
        };
    }

    /// <summary>
    /// <c>EqualityComparer&lt;T&gt;.Default.Equals(left, right)</c>, by which records compare their fields: the comparer is no object here,
    /// but the comparison of the type's values, or the type's own <see cref="IEquatable{T}"/>.
    /// </summary>
    private bool ImportEqualityComparer(MethodBase method)
    {
        if (method.DeclaringType is not { IsConstructedGenericType: true } comparer || comparer.GetGenericTypeDefinition() != typeof(EqualityComparer<>))
            return false;
        var type = comparer.GetGenericArguments()[0];
        if (method.Name == "get_Default" && type.IsValueType)
        {
            Push(StackKind.Native, _builder.Constant64(0));
            return true;
        }

        if (method.Name != "Equals" || !type.IsValueType)
            return false;
        if (KindOf(type) != StackKind.Struct)
        {
            ImportCompare(JumpCondition.Equal);
            var areEqual = Pop();
            Pop();
            _stack.Add(areEqual);
            return true;
        }

        var equals = type.GetMethod("Equals", [type]) ?? throw Refuse(Diagnostic.Boxing, $"{type.Name} has no Equals({type.Name}).");
        CopyBorrowed();
        var (right, left) = (Pop(), Pop());
        Pop();
        _stack.Add(Call(equals, [left.Value, right.Value])!.Value);
        return true;
    }

    private bool InterlockedCall(MethodInfo method, Value[] arguments, out StackEntry? result)
    {
        result = null;
        if (method.Name == "MemoryBarrier")
            return false;
        var type = method.GetParameters()[0].ParameterType.GetElementType()!;
        var size = TypeLayout.Of(type).Size;
        if (size < 4)
            throw Refuse(Diagnostic.AtomicSize, $"Interlocked.{method.Name} works on {size} bytes here.");
        var width = size == 4 ? OperandWidth.Bits32 : OperandWidth.Bits64;
        Value value;
        switch (method.Name)
        {
            case "Read":
                value = _builder.Load(arguments[0], 0, size);
                value.IsVolatile = true;
                break;
            case "Add":
                value = _builder.Binary(Opcode.Add, width, Atomic(AtomicOperation.FetchAdd, size, arguments[0], arguments[1]), arguments[1]);
                break;
            case "Increment" or "Decrement":
                var step = _builder.Constant(width, method.Name == "Increment" ? 1 : -1);
                value = _builder.Binary(Opcode.Add, width, Atomic(AtomicOperation.FetchAdd, size, arguments[0], step), step);
                break;
            case "And":
                value = Atomic(AtomicOperation.FetchAnd, size, arguments[0], arguments[1]);
                break;
            case "Or":
                value = Atomic(AtomicOperation.FetchOr, size, arguments[0], arguments[1]);
                break;
            case "Exchange":
                value = Atomic(AtomicOperation.Exchange, size, arguments[0], arguments[1]);
                break;
            case "CompareExchange":
                value = Atomic(AtomicOperation.CompareExchange, size, arguments[0], arguments[1], arguments[2]);
                break;
            default:
                return false;
        }

        result = new StackEntry(KindOf(type), value);
        return true;
    }

    private Value Atomic(AtomicOperation operation, int size, params ReadOnlySpan<Value> operands)
    {
        var atomic = _builder.Emit(Opcode.Atomic, size == 4 ? OperandWidth.Bits32 : OperandWidth.Bits64, operands);
        atomic.Atomic = operation;
        atomic.ByteSize = size;
        return atomic;
    }

    /// <summary>This compiler does not reorder loads and stores, and merges no load with a volatile one before it; the memory model of x86-64 does the rest.</summary>
    private bool VolatileCall(MethodInfo method, Value[] arguments, out StackEntry? result)
    {
        result = null;
        var type = method.GetParameters() is { Length: > 0 } parameters ? parameters[0].ParameterType.GetElementType() : null;
        switch (method.Name)
        {
            case "Read":
                _isVolatile = true;
                result = LoadFrom(arguments[0], 0, type!);
                return true;
            case "Write":
                StoreTo(arguments[0], 0, type!, arguments[1]);
                return true;
            default:
                return false;
        }
    }

    private bool ReverseEndianness(MethodInfo method, Value value, out StackEntry? result)
    {
        var type = method.GetParameters()[0].ParameterType;
        result = null;
        if (TypeLayout.IsStruct(type) || !type.IsPrimitive)
            return false;
        var layout = TypeLayout.Of(type);
        if (layout.Size > 1)
        {
            var bits = layout.Size * 8;
            var swapped = _builder.Emit(Opcode.ByteSwap, bits == 64 ? OperandWidth.Bits64 : OperandWidth.Bits32, value);
            swapped.Immediate = bits;
            value = Normalize(swapped, type);
        }

        result = new StackEntry(KindOf(type), value);
        return true;
    }

    private bool UnsafeCall(MethodInfo method, Value[] arguments, out StackEntry? result)
    {
        result = null;
        var type = method.IsGenericMethod ? method.GetGenericArguments()[0] : typeof(byte);
        switch (method.Name)
        {
            case "AsPointer" or "As" or "AsRef":
                result = Native(arguments[0]);
                return true;
            case "Add" or "Subtract" or "AddByteOffset" or "SubtractByteOffset":
                result = Native(MoveReference(method, type, arguments));
                return true;
            case "ByteOffset":
                result = Native(_builder.Binary(Opcode.Subtract, OperandWidth.Bits64, arguments[1], arguments[0]));
                return true;
            case "SizeOf":
                result = new StackEntry(StackKind.Int32, _builder.Constant32(TypeLayout.Of(type).Size));
                return true;
            case "Read" or "ReadUnaligned":
                result = LoadFrom(arguments[0], 0, type);
                CopyResult(ref result);
                return true;
            case "Write" or "WriteUnaligned":
                StoreTo(arguments[0], 0, type, arguments[1]);
                return true;
            case "InitBlock" or "InitBlockUnaligned":
                FillBlock(arguments[0], arguments[1], arguments[2]);
                return true;
            case "CopyBlock" or "CopyBlockUnaligned":
                CopyBlock(arguments[0], arguments[1], arguments[2]);
                return true;
            case "SkipInit":
                return true;
            case "AreSame":
                result = new StackEntry(StackKind.Int32, _builder.Compare(JumpCondition.Equal, OperandWidth.Bits64, arguments[0], arguments[1]));
                return true;
            case "IsNullRef":
                result = new StackEntry(StackKind.Int32, _builder.Compare(JumpCondition.Equal, OperandWidth.Bits64, arguments[0], _builder.Constant64(0)));
                return true;
            case "NullRef":
                result = Native(_builder.Constant64(0));
                return true;
            case "BitCast" when KindOf(type) != StackKind.Struct && KindOf(method.GetGenericArguments()[1]) != StackKind.Struct:
                result = new StackEntry(KindOf(method.ReturnType), Normalize(arguments[0], method.ReturnType));
                return true;
            default:
                return false;
        }
    }

    private bool RuntimeHelpersCall(MethodInfo method, Value[] arguments, out StackEntry? result)
    {
        result = null;
        var type = method.IsGenericMethod ? method.GetGenericArguments()[0] : typeof(byte);
        switch (method.Name)
        {
            case "IsReferenceOrContainsReferences":
                result = new StackEntry(StackKind.Int32, _builder.Constant32(IsObject(type) || HoldsObjects(type) ? 1 : 0));
                return true;
            case "CreateSpan" when arguments[0].Opcode == Opcode.StackAddress:
                Push(StackKind.Native, arguments[0]);
                Push(StackKind.Int32, _builder.Constant32(arguments[0].Slot!.ByteSize / TypeLayout.Of(type).Size));
                ImportNewObject(typeof(ReadOnlySpan<>).MakeGenericType(type).GetConstructor([typeof(void*), typeof(int)])!);
                result = Pop();
                return true;
            default:
                return false;
        }
    }

    private void CopyResult(ref StackEntry? entry)
    {
        if (entry is not { IsBorrowed: true } borrowed)
            return;
        var copy = _builder.Function.StackAddress(NewSlot("copy", borrowed.Type!), 0);
        CopyStruct(copy, 0, borrowed.Value, borrowed.Type!);
        entry = borrowed with { Value = copy, IsBorrowed = false };
    }

    private Value MoveReference(MethodInfo method, Type type, Value[] arguments)
    {
        var distanceType = method.GetParameters()[1].ParameterType;
        var distance = distanceType == typeof(int) ? _builder.SignExtend(arguments[1], 32, OperandWidth.Bits64) : arguments[1];
        if (!method.Name.EndsWith("ByteOffset", StringComparison.Ordinal))
            distance = _builder.Binary(Opcode.Multiply, OperandWidth.Bits64, distance, _builder.Constant64(TypeLayout.Of(type).Size));
        if (method.Name.StartsWith("Subtract", StringComparison.Ordinal))
            return _builder.Binary(Opcode.Subtract, OperandWidth.Bits64, arguments[0], distance);
        return distance.IsConstant
            ? _builder.Offset(arguments[0], distance.Immediate)
            : _builder.Binary(Opcode.Add, OperandWidth.Bits64, arguments[0], distance);
    }
}
