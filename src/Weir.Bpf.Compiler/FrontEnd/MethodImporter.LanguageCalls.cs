using System.Reflection;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    /// <summary>Replaces a call of the kernel language's own operations.</summary>
    private StackEntry? LanguageCall(Intrinsic kind, MethodInfo method, Value[] arguments)
    {
        switch (kind)
        {
            case Intrinsic.MayContinue:
                return MayContinue();
            case Intrinsic.MapLookupByIndex:
                return Native(EmitHelper(HelperFunction.bpf_map_lookup_elem, arguments[0], SpillKey(arguments[1])));
            case Intrinsic.MapLookup:
                return Native(EmitHelper(HelperFunction.bpf_map_lookup_elem, arguments));
            case Intrinsic.MapUpdate:
                return Number(EmitHelper(HelperFunction.bpf_map_update_elem, arguments));
            case Intrinsic.MapDelete:
                return Number(EmitHelper(HelperFunction.bpf_map_delete_elem, arguments));
            case Intrinsic.MapValueAddress:
                return MapValueAddress(arguments[0]);
            case Intrinsic.TailCall:
                EmitHelper(HelperFunction.bpf_tail_call, arguments[1], arguments[0], arguments[2]);
                return null;
            case Intrinsic.RingBufferReserve:
                var size = TypeLayout.Of(method.GetGenericArguments()[0]).Size;
                return Native(EmitHelper(HelperFunction.bpf_ringbuf_reserve, arguments[0], _builder.Constant64(size), _builder.Constant64(0)));
            case Intrinsic.RingBufferSubmit:
                EmitHelper(HelperFunction.bpf_ringbuf_submit, arguments[1], arguments[2]);
                return null;
            case Intrinsic.RingBufferDiscard:
                EmitHelper(HelperFunction.bpf_ringbuf_discard, arguments[1], arguments[2]);
                return null;
            case Intrinsic.RingBufferOutput:
                return Number(EmitHelper(HelperFunction.bpf_ringbuf_output, arguments));
            case Intrinsic.SocketStorageGet:
                return Native(EmitHelper(HelperFunction.bpf_sk_storage_get, arguments));
            case Intrinsic.ReadOnlyCast:
                return ReadOnlyCast(method, arguments[0]);
            default:
                throw new InternalCompilerException($"Intrinsic {kind} is not known.");
        }
    }

    private static StackEntry Native(Value value) => new(StackKind.Native, value);

    private static StackEntry Number(Value value) => new(StackKind.Int64, value);

    /// <summary>Array maps want a pointer to the index. One slot serves all lookups: the key is read during the call.</summary>
    private Value SpillKey(Value index)
    {
        var address = _builder.Function.StackAddress(_compilation.KeySlotOf(_builder.Function), 0);
        _builder.Store(address, 0, sizeof(uint), index);
        return address;
    }

    private StackEntry MapValueAddress(Value map)
    {
        if (map.Opcode != Opcode.MapAddress || map.Map!.Spec.MaxEntries != 1)
            throw Refuse(Diagnostic.MapField, "First() needs an array map of one entry in a static readonly field.");
        var address = _builder.Emit(Opcode.MapValueAddress, OperandWidth.Bits64);
        address.Map = map.Map;
        return Native(address);
    }

    /// <summary>True while the loop budget lasts. The branches on the result are threaded onto the may-goto later.</summary>
    private StackEntry MayContinue()
    {
        var answer = new Variable("mayContinue", OperandWidth.Bits32);
        var (yes, no, after) = (_builder.Function.NewBlock(), _builder.Function.NewBlock(), _builder.Function.NewBlock());
        _builder.MayGoto(yes, no);
        _builder.Block = yes;
        _builder.Write(answer, _builder.Constant32(1));
        _builder.Jump(after);
        _builder.Block = no;
        _builder.Write(answer, _builder.Constant32(0));
        _builder.Jump(after);
        _builder.Block = after;
        return new StackEntry(StackKind.Int32, _builder.Read(answer));
    }

    private StackEntry ReadOnlyCast(MethodInfo method, Value address)
    {
        const string castFunction = "bpf_rdonly_cast";
        var type = method.GetGenericArguments()[0];
        if (type.GetCustomAttribute<KernelStructAttribute>() is not { } target)
            throw Refuse(Diagnostic.KernelStruct, $"{type.Name} is not a [KernelStruct].");
        if (_compilation.KernelTypes.FindStructId(target.Name) is not { } typeId)
            throw Refuse(Diagnostic.KernelStruct, $"This kernel has no struct '{target.Name}'.");
        CheckLicense($"Kernel function {castFunction}");
        if (_compilation.KernelTypes.FindFunctionId(castFunction) is not { } functionId)
            throw Refuse(Diagnostic.KernelFunction, $"This kernel has no function '{castFunction}'.");
        return Native(EmitCall(Opcode.CallKernelFunction, functionId, address, _builder.Constant64(typeId)));
    }
}
