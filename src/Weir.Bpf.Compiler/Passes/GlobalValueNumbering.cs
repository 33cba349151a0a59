using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Computes equal things once. The verifier needs it: it gives every loaded packet pointer and every sum with an unknown number a new identity,
/// so that a bound checked on one says nothing about the other.
/// Context loads count as equal everywhere unless something may move the packet or store to the context; other loads only along straight lines without writes and volatile loads.
/// </summary>
internal sealed class GlobalValueNumbering : VerifierShape
{
    private readonly Dictionary<Key, Value> _known = [];
    private Dictionary<Key, Value> _loads = [];
    private HashSet<long> _storedContextOffsets = [];
    private bool _packetMoves;
    private bool _changed;

    public override bool Run(Function function)
    {
        _known.Clear();
        _changed = false;
        LookForWrites(function);
        Dominators.Compute(function);
        Visit(function.Entry, []);
        foreach (var block in function.Blocks)
            block.Compact();
        return _changed;
    }

    private void LookForWrites(Function function)
    {
        _packetMoves = false;
        _storedContextOffsets = [];
        foreach (var block in function.Blocks)
        {
            foreach (var value in block.Instructions)
            {
                _packetMoves |= value.ChangesPacket;
                if (value.Opcode == Opcode.Store && value[0].IsContext)
                    _storedContextOffsets.Add(value.Immediate);
            }
        }
    }

    private void Visit(Block block, Dictionary<Key, Value> loads)
    {
        var added = new List<Key>();
        _loads = loads;
        foreach (var value in block.Instructions)
        {
            if (value.Opcode.IsPure() || IsInvariantLoad(value))
                Number(value, _known, added);
            else if (value.Opcode == Opcode.Load && value.IsVolatile)
                _loads.Clear();
            else if (value.Opcode == Opcode.Load)
                Number(value, _loads, null);
            else if (value.Opcode is Opcode.Store or Opcode.Atomic or Opcode.ZeroMemory || value.Opcode.IsCall())
                ForgetLoads(value);
        }

        foreach (var child in block.DominatorChildren)
            Visit(child, child.Predecessors.Count == 1 ? new Dictionary<Key, Value>(loads) : []);
        foreach (var key in added)
            _known.Remove(key);
    }

    private bool IsInvariantLoad(Value value) =>
        value.Opcode == Opcode.Load && !value.IsVolatile && value[0].IsContext && !_packetMoves && !_storedContextOffsets.Contains(value.Immediate);

    private void ForgetLoads(Value write)
    {
        // A store through a stack address changes that slot alone.
        if (write.Opcode != Opcode.Store || write[0].Opcode != Opcode.StackAddress)
        {
            _loads.Clear();
            return;
        }

        foreach (var (key, load) in _loads)
        {
            if (load[0].Opcode != Opcode.StackAddress || load[0].Slot == write[0].Slot)
                _loads.Remove(key);
        }
    }

    private void Number(Value value, Dictionary<Key, Value> table, List<Key>? added)
    {
        var key = new Key(value);
        if (!table.TryGetValue(key, out var known))
        {
            table.Add(key, value);
            added?.Add(key);
            return;
        }

        value.ReplaceWith(known);
        value.Remove();
        _changed = true;
    }

    private readonly record struct Key(Opcode Opcode, OperandWidth Width, int ByteSize, JumpCondition Condition, long Immediate, object? Place, OperandKey First, OperandKey Second)
    {
        public Key(Value value)
            : this(value.Opcode, value.Width, value.ByteSize, value.Condition, value.Immediate, value.Map, OperandKey.Of(value, 0), OperandKey.Of(value, 1))
        {
        }
    }

    /// <summary>A value, or what an address made on the spot refers to.</summary>
    private readonly record struct OperandKey(object? Identity, long Offset)
    {
        public static OperandKey Of(Value value, int index)
        {
            if (index >= value.Operands.Count)
                return default;
            var operand = value[index];
            return operand.Opcode == Opcode.StackAddress ? new OperandKey(operand.Slot, operand.Immediate) : new OperandKey(operand, 0);
        }
    }
}
