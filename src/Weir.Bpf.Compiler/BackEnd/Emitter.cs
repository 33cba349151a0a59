using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>Writes the final instructions of a function: drops jumps to what follows, and resolves the rest.</summary>
internal sealed class Emitter
{
    private readonly Compilation _compilation;
    private readonly FrameLayout _frame;
    private readonly CompiledFunction _result;
    private readonly BlockLayout _layout;
    private readonly Dictionary<MachineBlock, int> _starts = [];
    private readonly List<(int Index, MachineBlock Target, Func<short, Instruction> Form)> _jumps = [];

    private Emitter(Compilation compilation, MachineFunction function, SourcePoint? fault)
    {
        _compilation = compilation;
        _frame = new FrameLayout(function);
        _result = new CompiledFunction(function.Source, _frame.ByteSize) { Fault = fault };
        if (_frame.ByteSize > FrameLayout.MaxBytes)
            throw RefuseFrame(function.Source);
        _layout = new BlockLayout(function);
    }

    public static CompiledFunction Emit(Compilation compilation, MachineFunction function, SourcePoint? fault)
    {
        var emitter = new Emitter(compilation, function, fault);
        var blocks = emitter._layout.Blocks;
        for (var i = 0; i < blocks.Count; i++)
            emitter.EmitBlock(blocks[i], i + 1 < blocks.Count ? blocks[i + 1] : null);
        emitter.ResolveJumps();
        return emitter._result;
    }

    private KernelCodeNotSupportedException RefuseFrame(Function function)
    {
        var biggest = string.Join(", ", _frame.BiggestFirst.Take(4).Select(slot => $"{slot.Name} ({slot.ByteSize} bytes)"));
        return _compilation.Refusal.Of(Diagnostic.FrameTooLarge, new SourcePoint(function.Method, 0),
            $"{Refusal.NameOf(function.Method)} needs {_frame.ByteSize} bytes of stack; the biggest parts are {biggest}.");
    }

    private void EmitBlock(MachineBlock block, MachineBlock? next)
    {
        _starts.Add(block, _result.Instructions.Count);
        for (var i = 0; i < block.Instructions.Count; i++)
        {
            var instruction = block.Instructions[i];
            switch (instruction.Opcode)
            {
                case MachineOpcode.JumpIf:
                    EmitBranch(instruction, _layout.Follow(block.Instructions[++i].Target!), next);
                    break;
                case MachineOpcode.Jump:
                    EmitJump(instruction, _layout.Follow(instruction.Target!), next);
                    break;
                case MachineOpcode.MayGoto:
                    AddJump(Instruction.MayGoto, instruction, _layout.Follow(instruction.Target!));
                    break;
                default:
                    EmitPlain(instruction);
                    break;
            }
        }
    }

    private void EmitBranch(MachineInstruction branch, MachineBlock otherwise, MachineBlock? next)
    {
        var target = _layout.Follow(branch.Target!);
        if (target != otherwise)
        {
            var condition = branch.Condition;
            if (target == next && condition.TryInvert(out var inverse))
                (condition, target, otherwise) = (inverse, otherwise, target);
            AddJump(offset => ConditionalJump(condition, branch, offset), branch, target);
        }

        EmitJump(branch, otherwise, next);
    }

    private void EmitJump(MachineInstruction jump, MachineBlock target, MachineBlock? next)
    {
        if (target == next)
            return;
        if (BlockLayout.IsOnlyExit(target))
            Add(Instruction.Exit(), jump);
        else
            AddJump(Instruction.Jump, jump, target);
    }

    private static Instruction ConditionalJump(JumpCondition condition, MachineInstruction branch, short offset) =>
        branch.Source == MachineInstruction.None
            ? Instruction.JumpIf(condition, Reg(branch.Destination), (int)branch.Immediate, offset, branch.Width)
            : Instruction.JumpIf(condition, Reg(branch.Destination), Reg(branch.Source), offset, branch.Width);

    private void EmitPlain(MachineInstruction instruction)
    {
        var (destination, source) = (Reg(instruction.Destination), Reg(instruction.Source));
        switch (instruction.Opcode)
        {
            case MachineOpcode.Arithmetic:
                Add(instruction.Source == MachineInstruction.None
                    ? Instruction.Arithmetic(instruction.Operation, destination, (int)instruction.Immediate, instruction.Width)
                    : Instruction.Arithmetic(instruction.Operation, destination, source, instruction.Width), instruction);
                break;
            case MachineOpcode.Move:
                Add(Instruction.Move(destination, source, instruction.Width), instruction);
                break;
            case MachineOpcode.MoveImmediate:
                Add(Instruction.Move(destination, (int)instruction.Immediate, instruction.Width), instruction);
                break;
            case MachineOpcode.MoveSignExtended:
                Add(Instruction.MoveSignExtended(destination, source, (int)instruction.Immediate, instruction.Width), instruction);
                break;
            case MachineOpcode.Negate:
                Add(Instruction.Negate(destination, instruction.Width), instruction);
                break;
            case MachineOpcode.ByteSwap:
                Add(Instruction.ByteSwap(destination, (int)instruction.Immediate), instruction);
                break;
            case MachineOpcode.LoadWide:
                AddWide(Instruction.LoadImmediate64(destination, instruction.Immediate), instruction);
                break;
            case MachineOpcode.LoadMap:
                _result.MapReferences.Add((_result.Instructions.Count, instruction.Map!, null));
                AddWide(Instruction.LoadMap(destination), instruction);
                break;
            case MachineOpcode.LoadMapValue:
                _result.MapReferences.Add((_result.Instructions.Count, instruction.Map!, 0));
                AddWide(Instruction.LoadMapValue(destination), instruction);
                break;
            case MachineOpcode.StackAddress:
                Add(Instruction.Move(destination, Register.R10), instruction);
                Add(Instruction.Arithmetic(ArithmeticOperation.Add, destination, _frame.OffsetOf(instruction.Slot!) + (int)instruction.Immediate), instruction);
                break;
            case MachineOpcode.Load:
                Add(Instruction.Load(SizeOf(instruction), destination, source, OffsetOf(instruction)), instruction);
                break;
            case MachineOpcode.Store:
                Add(Instruction.Store(SizeOf(instruction), destination, OffsetOf(instruction), source), instruction);
                break;
            case MachineOpcode.StoreImmediate:
                Add(Instruction.Store(SizeOf(instruction), destination, OffsetOf(instruction), (int)instruction.Immediate), instruction);
                break;
            case MachineOpcode.Atomic:
                Add(Instruction.Atomic(instruction.Atomic, SizeOf(instruction), destination, OffsetOf(instruction), source), instruction);
                break;
            case MachineOpcode.SetIf:
                EmitSetIf(instruction);
                break;
            case MachineOpcode.Call:
                EmitCall(instruction);
                break;
            case MachineOpcode.Exit:
                Add(Instruction.Exit(), instruction);
                break;
            default:
                throw new InternalCompilerException($"{instruction.Opcode} cannot be emitted.");
        }
    }

    private void EmitSetIf(MachineInstruction instruction)
    {
        var destination = Reg(instruction.Destination);
        Add(Instruction.Move(destination, 1), instruction);
        Add(instruction.Source == MachineInstruction.None
            ? Instruction.JumpIf(instruction.Condition, Reg(instruction.Left), (int)instruction.Immediate, 1, instruction.Width)
            : Instruction.JumpIf(instruction.Condition, Reg(instruction.Left), Reg(instruction.Source), 1, instruction.Width), instruction);
        Add(Instruction.Move(destination, 0), instruction);
    }

    private void EmitCall(MachineInstruction call)
    {
        switch (call.Call)
        {
            case CallKind.Helper:
                Add(Instruction.CallHelper((HelperFunction)call.Immediate), call);
                break;
            case CallKind.KernelFunction:
                Add(Instruction.CallKernelFunction((int)call.Immediate), call);
                break;
            default:
                _result.Calls.Add((_result.Instructions.Count, call.Callee!));
                Add(Instruction.CallProgramFunction(0), call);
                break;
        }
    }

    private void ResolveJumps()
    {
        foreach (var (index, target, form) in _jumps)
        {
            var distance = _starts[target] - index - 1;
            if (distance != (short)distance)
                throw _compilation.Refusal.Of(Diagnostic.TooLong, _result.Origins[index], $"A jump in {_result.Source.Name} spans {distance} instructions.");
            _result.Instructions[index] = form((short)distance);
        }
    }

    private short OffsetOf(MachineInstruction access) => (short)(access.Offset + (access.Slot is { } slot ? _frame.OffsetOf(slot) : 0));

    private static MemorySize SizeOf(MachineInstruction access) => access.ByteSize switch
    {
        1 => MemorySize.Byte,
        2 => MemorySize.HalfWord,
        4 => MemorySize.Word,
        _ => MemorySize.DoubleWord,
    };

    private static Register Reg(int number) => number == MachineInstruction.None ? Register.R0 : (Register)number;

    private void Add(Instruction instruction, MachineInstruction origin)
    {
        _result.Instructions.Add(instruction);
        _result.Origins.Add(origin.Origin);
    }

    private void AddWide((Instruction First, Instruction Second) pair, MachineInstruction origin)
    {
        Add(pair.First, origin);
        Add(pair.Second, origin);
    }

    private void AddJump(Func<short, Instruction> form, MachineInstruction origin, MachineBlock target)
    {
        _jumps.Add((_result.Instructions.Count, target, form));
        Add(form(0), origin);
    }
}
