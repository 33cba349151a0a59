using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>Turns SSA values into two-address machine instructions on virtual registers, phis into copies at the ends of predecessors.</summary>
internal sealed partial class InstructionSelector
{
    private readonly MachineFunction _machine;
    private readonly Dictionary<Block, MachineBlock> _blocks = [];
    private readonly Dictionary<Value, int> _registers = [];
    private MachineBlock _current = null!;

    private InstructionSelector(Function function) => _machine = new MachineFunction(function);

    public static MachineFunction Select(Function function)
    {
        var selector = new InstructionSelector(function);
        foreach (var block in function.Blocks)
        {
            var machineBlock = new MachineBlock();
            selector._blocks.Add(block, machineBlock);
            selector._machine.Blocks.Add(machineBlock);
        }

        selector.MeasureLoops();
        selector.CopyParameters();
        foreach (var block in function.Blocks)
            selector.SelectBlock(block);
        return selector._machine;
    }

    private void SelectBlock(Block block)
    {
        _current = _blocks[block];
        foreach (var value in block.Instructions)
            Select(value);
        foreach (var successor in block.Successors)
            _current.Successors.Add(_blocks[successor]);
    }

    /// <summary>Arguments leave their registers at once, before anything can overwrite them.</summary>
    private void CopyParameters()
    {
        _current = _blocks[_machine.Source.Entry];
        foreach (var value in _machine.Source.Entry.Instructions)
        {
            if (value.Opcode == Opcode.Parameter && value.Users.Count > 0)
                Copy(RegisterOf(value), (int)value.Immediate + 1, value);
        }
    }

    /// <summary>Counts the loops around each block, for spill costs. Seldom entered ones count as outside of all loops.</summary>
    private void MeasureLoops()
    {
        Dominators.Compute(_machine.Source);
        foreach (var loop in Loops.Find(_machine.Source))
        {
            foreach (var block in loop.Blocks)
            {
                if (!block.IsUnlikely)
                    _blocks[block].LoopDepth++;
            }
        }
    }

    private MachineInstruction Emit(MachineInstruction instruction)
    {
        _current.Instructions.Add(instruction);
        return instruction;
    }

    private int RegisterOf(Value value)
    {
        if (!_registers.TryGetValue(value, out var register))
        {
            register = _machine.NewRegister();
            if (value.StaysInRegister)
                _machine.UnspillableRegisters.Add(register);
            _registers.Add(value, register);
        }

        return register;
    }

    private void Copy(int destination, int source, Value origin) =>
        Emit(new MachineInstruction(MachineOpcode.Move, origin.Source) { Destination = destination, Source = source });

    /// <summary>Puts a value into a given register.</summary>
    private void Materialize(int destination, Value value, Value origin)
    {
        switch (value.Opcode)
        {
            case Opcode.Constant:
                LoadConstant(destination, value.Immediate, origin);
                break;
            case Opcode.StackAddress:
                Emit(new MachineInstruction(MachineOpcode.StackAddress, origin.Source) { Destination = destination, Slot = value.Slot, Immediate = value.Immediate });
                break;
            case Opcode.MapAddress:
                Emit(new MachineInstruction(MachineOpcode.LoadMap, origin.Source) { Destination = destination, Map = value.Map });
                break;
            default:
                Copy(destination, RegisterOf(value), origin);
                break;
        }
    }

    /// <summary>A register that holds a value: its own, or a fresh one for constants and addresses.</summary>
    private int Use(Value value, Value origin)
    {
        if (!value.Opcode.IsFloating())
            return RegisterOf(value);
        var register = _machine.NewRegister();
        Materialize(register, value, origin);
        return register;
    }

    private void LoadConstant(int destination, long value, Value origin)
    {
        if (value == (int)value)
            Emit(new MachineInstruction(MachineOpcode.MoveImmediate, origin.Source) { Destination = destination, Immediate = value });
        else if (value == (uint)value)
            Emit(new MachineInstruction(MachineOpcode.MoveImmediate, origin.Source) { Destination = destination, Immediate = (int)value, Width = OperandWidth.Bits32 });
        else
            Emit(new MachineInstruction(MachineOpcode.LoadWide, origin.Source) { Destination = destination, Immediate = value });
    }

    /// <summary>Whether a constant fits the 32-bit immediate of an operation.</summary>
    private static bool IsImmediate(Value value, OperandWidth width) =>
        value.IsConstant && (width == OperandWidth.Bits32 || value.Immediate == (int)value.Immediate);

    private static long ImmediateOf(Value value, OperandWidth width) => width == OperandWidth.Bits32 ? (int)value.Immediate : value.Immediate;

    /// <summary>Copies the operands of a successor's phis; through temporaries when one phi reads another.</summary>
    private void CopyToPhis(Block from, Block to, Value origin)
    {
        if (!to.HasPhis)
            return;
        var edge = to.Predecessors.IndexOf(from);
        var phis = to.Instructions.FindAll(value => value.Opcode == Opcode.Phi && value.Users.Count > 0 && value[edge] != value);
        var conflicts = phis.Exists(phi => phi[edge].Opcode == Opcode.Phi && phi[edge].Block == to);
        if (!conflicts)
        {
            foreach (var phi in phis)
                Materialize(RegisterOf(phi), phi[edge], origin);
            return;
        }

        var temporaries = new List<int>(phis.Count);
        foreach (var phi in phis)
        {
            var temporary = _machine.NewRegister();
            temporaries.Add(temporary);
            Materialize(temporary, phi[edge], origin);
        }

        for (var i = 0; i < phis.Count; i++)
            Copy(RegisterOf(phis[i]), temporaries[i], origin);
    }
}
