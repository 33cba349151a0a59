using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Turns variables into SSA values, after Braun et al., "Simple and Efficient Construction of Static Single Assignment Form":
/// a read looks for the last write in its block, then in the predecessors, and puts a phi where several meet.
/// </summary>
internal sealed class PromoteVariables : Pass
{
    private readonly Dictionary<(Block, Variable), Value> _definitions = [];
    private readonly List<(Value Phi, Variable Variable)> _unfilled = [];
    private readonly HashSet<Block> _done = [];
    private Function _function = null!;

    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        _function = function;
        _definitions.Clear();
        _done.Clear();
        function.Order();
        foreach (var block in function.Blocks)
        {
            PromoteBlock(block);
            _done.Add(block);
        }

        // Phis wait for their operands until every block's last writes are known.
        var phis = new List<Value>();
        for (var i = 0; i < _unfilled.Count; i++)
        {
            var (phi, variable) = _unfilled[i];
            foreach (var predecessor in phi.Block!.Predecessors)
                phi.Add(ReadHere(predecessor, variable));
            phis.Add(phi);
        }

        _unfilled.Clear();
        PhiSimplification.RemoveTrivial(phis);
        foreach (var block in function.Blocks)
            block.Compact();
        return true;
    }

    private void PromoteBlock(Block block)
    {
        var instructions = block.Instructions;
        block.Instructions = new List<Value>(instructions.Count);
        foreach (var value in instructions)
        {
            switch (value.Opcode)
            {
                case Opcode.ReadVariable:
                    value.ReplaceWith(ReadHere(block, value.Variable!));
                    value.Remove();
                    break;
                case Opcode.WriteVariable:
                    _definitions[(block, value.Variable!)] = value[0];
                    value.Remove();
                    break;
                default:
                    block.Instructions.Add(value);
                    break;
            }
        }
    }

    private Value ReadHere(Block block, Variable variable)
    {
        if (_definitions.TryGetValue((block, variable), out var definition))
            return definition;
        Value value;
        if (block.Predecessors.Count == 0)
        {
            // Never written on this path: the C# compiler proved that the value does not matter.
            value = _function.Constant(variable.Width, 0);
        }
        else if (block.Predecessors.Count == 1 && _done.Contains(block.Predecessors[0]))
        {
            value = ReadHere(block.Predecessors[0], variable);
        }
        else
        {
            value = _function.NewValue(Opcode.Phi, variable.Width, default);
            value.Block = block;
            block.Instructions.Insert(0, value);
            _unfilled.Add((value, variable));
        }

        _definitions[(block, variable)] = value;
        return value;
    }
}
