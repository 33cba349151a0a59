namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>Which registers hold values that are still read, at the edges of every block.</summary>
internal static class Liveness
{
    public static void Compute(MachineFunction function)
    {
        var count = function.RegisterCount;
        Span<int> registers = stackalloc int[MachineInstruction.CallerSaved];
        var reads = new BitSet[function.Blocks.Count];
        var writes = new BitSet[function.Blocks.Count];
        for (var i = 0; i < function.Blocks.Count; i++)
        {
            var block = function.Blocks[i];
            (block.LiveIn, block.LiveOut) = (new BitSet(count), new BitSet(count));
            (reads[i], writes[i]) = (new BitSet(count), new BitSet(count));
            for (var j = block.Instructions.Count - 1; j >= 0; j--)
            {
                foreach (var register in registers[..block.Instructions[j].GetDefinitions(registers)])
                {
                    writes[i].Add(register);
                    reads[i].Remove(register);
                }

                foreach (var register in registers[..block.Instructions[j].GetUses(registers)])
                    reads[i].Add(register);
            }

            block.LiveIn.CopyFrom(reads[i]);
        }

        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = function.Blocks.Count - 1; i >= 0; i--)
            {
                var block = function.Blocks[i];
                var grew = false;
                foreach (var successor in block.Successors)
                    grew |= block.LiveOut.UnionWith(successor.LiveIn);
                if (!grew)
                    continue;
                changed = true;
                foreach (var register in block.LiveOut)
                {
                    if (!writes[i].Contains(register))
                        block.LiveIn.Add(register);
                }
            }
        }
    }

    /// <summary>Steps a live set backwards over an instruction.</summary>
    public static void StepBack(BitSet live, MachineInstruction instruction)
    {
        Span<int> registers = stackalloc int[MachineInstruction.CallerSaved];
        foreach (var register in registers[..instruction.GetDefinitions(registers)])
            live.Remove(register);
        foreach (var register in registers[..instruction.GetUses(registers)])
            live.Add(register);
    }
}
