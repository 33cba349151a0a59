using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

internal sealed partial class InstructionSelector
{
    private void Select(Value value)
    {
        switch (value.Opcode)
        {
            case Opcode.Phi or Opcode.Parameter:
                break;
            case Opcode.MapValueAddress:
                Emit(new MachineInstruction(MachineOpcode.LoadMapValue, value.Source) { Destination = RegisterOf(value), Map = value.Map });
                break;
            case Opcode.Truncate:
                Emit(new MachineInstruction(MachineOpcode.Move, value.Source) { Destination = RegisterOf(value), Source = Use(value[0], value), Width = OperandWidth.Bits32 });
                break;
            case Opcode.SignExtend:
                SelectSignExtend(value);
                break;
            case Opcode.Negate:
                Materialize(RegisterOf(value), value[0], value);
                Emit(new MachineInstruction(MachineOpcode.Negate, value.Source) { Destination = RegisterOf(value), Width = value.Width });
                break;
            case Opcode.ByteSwap:
                Materialize(RegisterOf(value), value[0], value);
                Emit(new MachineInstruction(MachineOpcode.ByteSwap, value.Source) { Destination = RegisterOf(value), Immediate = value.Immediate });
                break;
            case Opcode.Compare:
                SelectCompare(value);
                break;
            case Opcode.Load:
                SelectLoad(value);
                break;
            case Opcode.Store:
                SelectStore(value);
                break;
            case Opcode.Atomic:
                SelectAtomic(value);
                break;
            case Opcode.CallHelper or Opcode.CallKernelFunction or Opcode.CallFunction:
                SelectCall(value);
                break;
            case Opcode.Jump:
                CopyToPhis(value.Block!, value.Target!, value);
                Emit(new MachineInstruction(MachineOpcode.Jump, value.Source) { Target = _blocks[value.Target!] });
                break;
            case Opcode.Branch:
                SelectBranch(value);
                break;
            case Opcode.MayGoto:
                Emit(new MachineInstruction(MachineOpcode.MayGoto, value.Source) { Target = _blocks[value.Otherwise!] });
                Emit(new MachineInstruction(MachineOpcode.Jump, value.Source) { Target = _blocks[value.Target!] });
                break;
            case Opcode.Return:
                Materialize(0, value[0], value);
                Emit(new MachineInstruction(MachineOpcode.Exit, value.Source));
                break;
            default:
                if (!value.Opcode.IsBinary())
                    throw new InternalCompilerException($"{value} has no machine form.");
                SelectBinary(value);
                break;
        }
    }

    private static ArithmeticOperation OperationOf(Opcode opcode) => opcode switch
    {
        Opcode.Add => ArithmeticOperation.Add,
        Opcode.Subtract => ArithmeticOperation.Subtract,
        Opcode.Multiply => ArithmeticOperation.Multiply,
        Opcode.DivideUnsigned => ArithmeticOperation.Divide,
        Opcode.DivideSigned => ArithmeticOperation.SignedDivide,
        Opcode.RemainderUnsigned => ArithmeticOperation.Modulo,
        Opcode.RemainderSigned => ArithmeticOperation.SignedModulo,
        Opcode.And => ArithmeticOperation.And,
        Opcode.Or => ArithmeticOperation.Or,
        Opcode.Xor => ArithmeticOperation.Xor,
        Opcode.ShiftLeft => ArithmeticOperation.ShiftLeft,
        Opcode.ShiftRightLogical => ArithmeticOperation.ShiftRight,
        _ => ArithmeticOperation.ArithmeticShiftRight,
    };

    private void SelectBinary(Value value)
    {
        if (value.Users.Count == 1 && value.Users[0].Opcode == Opcode.Branch && value.Users[0][0] == value && IsBitTest(value.Users[0]))
            return;
        var (left, right) = (value[0], value[1]);
        // The two-address form overwrites the left operand: let it be the one that dies here.
        if (value.Opcode.IsCommutative() && !right.Opcode.IsFloating() && left.Users.Count > 1 && right.Users.Count == 1)
            (left, right) = (right, left);
        var isImmediate = IsImmediate(right, value.Width) && !(right.Immediate == 0 && value.Opcode.IsDivision());
        var source = isImmediate ? MachineInstruction.None : Use(right, value);
        var destination = RegisterOf(value);
        Materialize(destination, left, value);
        var immediate = isImmediate ? ImmediateOf(right, value.Width) : 0;
        Emit(new MachineInstruction(MachineOpcode.Arithmetic, value.Source)
        {
            Operation = OperationOf(value.Opcode),
            Destination = destination,
            Source = source,
            Width = value.Width,
            Immediate = value.Opcode.IsShift() ? immediate & ((int)value.Width - 1) : immediate,
        });
    }

    private void SelectSignExtend(Value value)
    {
        var source = Use(value[0], value);
        Emit(value is { Immediate: 32, Is32Bit: true }
            ? new MachineInstruction(MachineOpcode.Move, value.Source) { Destination = RegisterOf(value), Source = source, Width = OperandWidth.Bits32 }
            : new MachineInstruction(MachineOpcode.MoveSignExtended, value.Source) { Destination = RegisterOf(value), Source = source, Width = value.Width, Immediate = value.Immediate });
    }

    private void SelectCompare(Value value)
    {
        var left = Use(value[0], value);
        var isImmediate = IsImmediate(value[1], value.Width);
        Emit(new MachineInstruction(MachineOpcode.SetIf, value.Source)
        {
            Condition = value.Condition,
            Width = value.Width,
            Left = left,
            Source = isImmediate ? MachineInstruction.None : Use(value[1], value),
            Immediate = isImmediate ? ImmediateOf(value[1], value.Width) : 0,
            Destination = RegisterOf(value),
        });
    }

    private void SelectBranch(Value value)
    {
        var (left, right, condition) = (value[0], value[1], value.Condition);
        var (target, otherwise) = (_blocks[value.Target!], _blocks[value.Otherwise!]);
        if (IsBitTest(value))
        {
            if (condition == JumpCondition.Equal)
                (target, otherwise) = (otherwise, target);
            (left, right, condition) = (left[0], left[1], JumpCondition.AnyBitSet);
        }

        var isImmediate = IsImmediate(right, value.Width);
        Emit(new MachineInstruction(MachineOpcode.JumpIf, value.Source)
        {
            Condition = condition,
            Width = value.Width,
            Destination = Use(left, value),
            Source = isImmediate ? MachineInstruction.None : Use(right, value),
            Immediate = isImmediate ? ImmediateOf(right, value.Width) : 0,
            Target = target,
        });
        Emit(new MachineInstruction(MachineOpcode.Jump, value.Source) { Target = otherwise });
    }

    /// <summary>Whether a branch tests bits of a value that nobody else masks.</summary>
    private static bool IsBitTest(Value branch) =>
        branch.Condition is JumpCondition.Equal or JumpCondition.NotEqual && branch[1] is { IsConstant: true, Immediate: 0 }
        && branch[0].Opcode == Opcode.And && branch[0].Users.Count == 1 && branch[0].Width == branch.Width && branch[0].Block == branch.Block
        && IsImmediate(branch[0][1], branch.Width);

    private (int Register, StackSlot? Slot, int Offset) AddressOf(Value access)
    {
        var address = access[0];
        return address.Opcode == Opcode.StackAddress
            ? (MachineInstruction.FramePointer, address.Slot, (int)(address.Immediate + access.Immediate))
            : (Use(address, access), null, (int)access.Immediate);
    }

    private void SelectLoad(Value value)
    {
        var (register, slot, offset) = AddressOf(value);
        Emit(new MachineInstruction(MachineOpcode.Load, value.Source)
        {
            Destination = RegisterOf(value),
            Source = register,
            Slot = slot,
            Offset = offset,
            ByteSize = value.ByteSize,
        });
    }

    private void SelectStore(Value value)
    {
        var (register, slot, offset) = AddressOf(value);
        var stored = value[1];
        if (stored.IsConstant && (value.ByteSize <= 4 || stored.Immediate == (int)stored.Immediate))
        {
            Emit(new MachineInstruction(MachineOpcode.StoreImmediate, value.Source)
            {
                Destination = register,
                Slot = slot,
                Offset = offset,
                ByteSize = value.ByteSize,
                Immediate = (int)stored.Immediate,
            });
            return;
        }

        var source = Use(stored, value);
        Emit(new MachineInstruction(MachineOpcode.Store, value.Source)
        {
            Destination = register,
            Source = source,
            Slot = slot,
            Offset = offset,
            ByteSize = value.ByteSize,
        });
    }

    private void SelectAtomic(Value value)
    {
        var (register, slot, offset) = AddressOf(value);
        if (value.Atomic == AtomicOperation.CompareExchange)
        {
            var replacement = Use(value[1], value);
            Materialize(0, value[2], value);
            EmitAtomic(value.Atomic, replacement, fetches: true);
            if (value.Users.Count > 0)
                Copy(RegisterOf(value), 0, value);
            return;
        }

        // Without a reader of the old value the plain form is enough; an exchange always returns it.
        var fetches = value.Users.Count > 0 || value.Atomic == AtomicOperation.Exchange;
        const AtomicOperation fetchBit = AtomicOperation.FetchAdd;
        if (!fetches)
        {
            EmitAtomic(value.Atomic & ~fetchBit, Use(value[1], value), fetches: false);
            return;
        }

        Materialize(RegisterOf(value), value[1], value);
        EmitAtomic(value.Atomic, RegisterOf(value), fetches: true);

        void EmitAtomic(AtomicOperation operation, int operand, bool fetches) =>
            Emit(new MachineInstruction(MachineOpcode.Atomic, value.Source)
            {
                Atomic = operation,
                Destination = register,
                Slot = slot,
                Offset = offset,
                Source = operand,
                ByteSize = value.ByteSize,
                Fetches = fetches,
            });
    }

    private void SelectCall(Value value)
    {
        // Values first, constants and addresses last: those need no register of their own while the others are copied.
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < value.Operands.Count; i++)
            {
                if (value[i].Opcode.IsFloating() == (pass == 1))
                    Materialize(i + 1, value[i], value);
            }
        }

        Emit(new MachineInstruction(MachineOpcode.Call, value.Source)
        {
            Call = value.Opcode switch
            {
                Opcode.CallHelper => CallKind.Helper,
                Opcode.CallKernelFunction => CallKind.KernelFunction,
                _ => CallKind.ProgramFunction,
            },
            Immediate = value.Immediate,
            Callee = value.Callee,
            ArgumentCount = value.Operands.Count,
        });
        if (value.Users.Count > 0)
            Copy(RegisterOf(value), 0, value);
    }
}
