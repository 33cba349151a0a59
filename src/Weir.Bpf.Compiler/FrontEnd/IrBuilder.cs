using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>Appends instructions to the current block of a function.</summary>
internal sealed class IrBuilder(Function function)
{
    private Block? _faultExit;

    public Function Function { get; } = function;

    public Block Block { get; set; } = function.Entry;

    /// <summary>The C# place that new instructions come from.</summary>
    public SourcePoint Source { get; set; }

    public Value Constant(OperandWidth width, long value) => Function.Constant(width, value);

    public Value Constant32(long value) => Function.Constant(OperandWidth.Bits32, value);

    public Value Constant64(long value) => Function.Constant(OperandWidth.Bits64, value);

    public Value Emit(Opcode opcode, OperandWidth width, params ReadOnlySpan<Value> operands)
    {
        var value = Function.NewValue(opcode, width, Source);
        foreach (var operand in operands)
            value.Add(operand);
        Block.Append(value);
        return value;
    }

    public Value Binary(Opcode opcode, OperandWidth width, Value left, Value right) =>
        ConstantFolding.Binary(Function, opcode, width, left, right) ?? Emit(opcode, width, left, right);

    public Value Compare(JumpCondition condition, OperandWidth width, Value left, Value right)
    {
        var value = Emit(Opcode.Compare, width, left, right);
        value.Condition = condition;
        return value;
    }

    public Value Truncate(Value value)
    {
        if (value.ResultIs32Bit)
            return value;
        return value.IsConstant ? Constant32(value.Immediate) : Emit(Opcode.Truncate, OperandWidth.Bits32, value);
    }

    /// <summary>Keeps the low 8 or 16 bits.</summary>
    public Value ZeroExtend(Value value, int bits) =>
        Binary(Opcode.And, OperandWidth.Bits32, Truncate(value), Constant32((1L << bits) - 1));

    public Value SignExtend(Value value, int bits, OperandWidth width)
    {
        if (value.IsConstant)
            return Constant(width, value.Immediate << (64 - bits) >> (64 - bits));
        var extended = Emit(Opcode.SignExtend, width, value);
        extended.Immediate = bits;
        return extended;
    }

    /// <summary>An address some bytes further.</summary>
    public Value Offset(Value address, long bytes) => address switch
    {
        _ when bytes == 0 => address,
        { Opcode: Opcode.StackAddress } => Function.StackAddress(address.Slot!, address.Immediate + bytes),
        _ => Binary(Opcode.Add, OperandWidth.Bits64, address, Constant64(bytes)),
    };

    /// <summary>Loads 1, 2, 4 or 8 bytes, zero-extended.</summary>
    public Value Load(Value address, long offset, int size)
    {
        var load = Emit(Opcode.Load, size == 8 ? OperandWidth.Bits64 : OperandWidth.Bits32, address);
        load.Immediate = offset;
        load.ByteSize = size;
        return load;
    }

    /// <summary>Loads one of the context's 32-bit fields that the verifier turns into a 64-bit packet pointer.</summary>
    public Value LoadPointer(Value context, long offset)
    {
        var load = Emit(Opcode.Load, OperandWidth.Bits64, context);
        load.Immediate = offset;
        load.ByteSize = 4;
        return load;
    }

    public void Store(Value address, long offset, int size, Value value)
    {
        var store = Emit(Opcode.Store, OperandWidth.Bits64, address, value);
        store.Immediate = offset;
        store.ByteSize = size;
    }

    public void Zero(StackSlot slot, long offset, int size)
    {
        if (slot.IsOpaque || size == 0)
            return;
        var zero = Emit(Opcode.ZeroMemory, OperandWidth.Bits64);
        zero.Slot = slot;
        zero.Immediate = offset;
        zero.ByteSize = size;
    }

    public Value Read(Variable variable)
    {
        var read = Emit(Opcode.ReadVariable, variable.Width);
        read.Variable = variable;
        return read;
    }

    public void Write(Variable variable, Value value)
    {
        var write = Emit(Opcode.WriteVariable, variable.Width, value);
        write.Variable = variable;
    }

    public void Jump(Block target)
    {
        Emit(Opcode.Jump, OperandWidth.Bits64).Target = target;
        target.Predecessors.Add(Block);
    }

    public void Branch(JumpCondition condition, OperandWidth width, Value left, Value right, Block target, Block otherwise)
    {
        var branch = Emit(Opcode.Branch, width, left, right);
        branch.Condition = condition;
        branch.Target = target;
        branch.Otherwise = otherwise;
        target.Predecessors.Add(Block);
        otherwise.Predecessors.Add(Block);
    }

    /// <summary>Where faults go: it returns the function's fault result.</summary>
    public Block FaultExit()
    {
        if (_faultExit is not null)
            return _faultExit;
        _faultExit = Function.NewBlock();
        var exit = Function.NewValue(Opcode.Return, OperandWidth.Bits64, new SourcePoint(Function.Method, 0));
        exit.Add(Constant64(Function.FaultResult!.Value));
        _faultExit.Append(exit);
        return _faultExit;
    }

    public void MayGoto(Block target, Block exhausted)
    {
        var branch = Emit(Opcode.MayGoto, OperandWidth.Bits64);
        branch.Target = target;
        branch.Otherwise = exhausted;
        target.Predecessors.Add(Block);
        exhausted.Predecessors.Add(Block);
    }
}
