namespace Weir.Bpf.Compiler.Ir;

/// <summary>
/// Checks what every pass must keep: edges in both directions, phis that match them, definitions before uses, user lists, and for every
/// opcode the number of its operands, its sizes and its width.
/// </summary>
internal static class IrVerifier
{
    private static bool HasShapeOfOpcode(Value value) => value.Opcode switch
    {
        _ when value.Opcode.IsBinary() => value.Operands.Count == 2,
        Opcode.Negate => value.Operands.Count == 1,
        Opcode.Truncate => value is { Operands.Count: 1, Is32Bit: true },
        Opcode.SignExtend => value is { Operands.Count: 1, Immediate: 8 or 16 or 32 },
        Opcode.ByteSwap => value.Operands.Count == 1 && (value.Immediate == 64 ? !value.Is32Bit : value is { Is32Bit: true, Immediate: 16 or 32 }),
        Opcode.Compare => value.Operands.Count == 2,
        // The context's 32-bit packet pointers are 64 bits wide when loaded.
        Opcode.Load => value.Operands.Count == 1 && value.ByteSize switch { 8 => !value.Is32Bit, 4 => true, 1 or 2 => value.Is32Bit, _ => false },
        Opcode.Store => value is { Operands.Count: 2, ByteSize: 1 or 2 or 4 or 8 },
        Opcode.Atomic => value.Operands.Count == (value.Atomic == AtomicOperation.CompareExchange ? 3 : 2)
            && value.ByteSize == (value.Is32Bit ? sizeof(uint) : sizeof(ulong)),
        Opcode.ZeroMemory => value is { Operands.Count: 0, Slot: not null },
        Opcode.Jump => value is { Operands.Count: 0, Target: not null, Otherwise: null },
        Opcode.Branch => value is { Operands.Count: 2, Target: not null, Otherwise: not null },
        Opcode.MayGoto => value is { Operands.Count: 0, Target: not null, Otherwise: not null },
        Opcode.Return => value is { Operands.Count: 1, Target: null, Otherwise: null },
        _ => true,
    };

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
                Check(HasShapeOfOpcode(value), value, "has operands, a size or a width that its opcode cannot have");
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
