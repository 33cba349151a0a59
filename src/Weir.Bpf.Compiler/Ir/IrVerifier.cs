namespace Weir.Bpf.Compiler.Ir;

/// <summary>Checks what every pass must keep: edges in both directions, phis that match them, definitions before uses, user lists.</summary>
internal static class IrVerifier
{
    public static void Verify(Function function, string passName)
    {
        Dominators.Compute(function);
        foreach (var block in function.Blocks)
        {
            Check(block.IsTerminated, block, "has no terminator");
            CheckEdges(block);
            var positions = new Dictionary<Value, int>();
            for (var i = 0; i < block.Instructions.Count; i++)
            {
                var value = block.Instructions[i];
                Check(value.Block == block, value, "stands in a block that it does not know");
                Check(!value.Opcode.IsTerminator() || i == block.Instructions.Count - 1, value, "is a terminator in the middle");
                CheckOperands(value, positions);
                positions.Add(value, i);
            }
        }

        void CheckEdges(Block block)
        {
            foreach (var successor in block.Successors)
            {
                var there = 0;
                foreach (var other in block.Successors)
                    there += other == successor ? 1 : 0;
                Check(successor.Predecessors.Count(p => p == block) == there, block, $"has an edge to {successor} that is not known there");
            }
        }

        void CheckOperands(Value value, Dictionary<Value, int> earlier)
        {
            if (value.Opcode == Opcode.Phi)
                Check(value.Operands.Count == value.Block!.Predecessors.Count, value, "has another number of operands than its block of predecessors");
            for (var i = 0; i < value.Operands.Count; i++)
            {
                var operand = value[i];
                if (operand.Opcode.IsFloating())
                    continue;
                Check(operand.Block is not null, value, $"uses {operand}, which was removed");
                Check(operand.Users.Contains(value), value, $"is not in the user list of {operand}");
                var place = value.Opcode == Opcode.Phi ? value.Block!.Predecessors[i] : value.Block!;
                var dominated = operand.Block == value.Block && value.Opcode != Opcode.Phi
                    ? earlier.ContainsKey(operand)
                    : Dominators.Dominates(operand.Block!, place);
                Check(dominated, value, $"uses {operand} of {operand.Block}, which is not defined on every path");
            }
        }

        void Check(bool condition, object subject, string complaint)
        {
            if (!condition)
                throw new InternalCompilerException($"After {passName}, in {function.Name}: {subject} {complaint}.{Environment.NewLine}{function}");
        }
    }
}
