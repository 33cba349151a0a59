using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Turns the clearing of stack memory into the widest aligned stores.</summary>
internal sealed class ExpandClearing : Pass
{
    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            if (!block.Instructions.Exists(value => value.Opcode == Opcode.ZeroMemory))
                continue;
            changed = true;
            var instructions = block.Instructions;
            block.Instructions = new List<Value>(instructions.Count);
            foreach (var value in instructions)
            {
                if (value.Opcode == Opcode.ZeroMemory)
                    Expand(function, block, value);
                else
                    block.Append(value);
            }
        }

        return changed;
    }

    private static void Expand(Function function, Block block, Value clearing)
    {
        var end = clearing.Immediate + clearing.ByteSize;
        // A slot takes whole words of the frame: what follows its last byte belongs to nobody.
        if (end == clearing.Slot!.ByteSize)
            end = (end + 7) & ~7;
        for (var offset = clearing.Immediate; offset < end;)
        {
            var size = 8;
            while (offset % size != 0 || offset + size > end)
                size /= 2;
            var store = function.NewValue(Opcode.Store, OperandWidth.Bits64, clearing.Source);
            store.Add(function.StackAddress(clearing.Slot, 0));
            store.Add(function.Constant(OperandWidth.Bits64, 0));
            store.Immediate = offset;
            store.ByteSize = size;
            block.Append(store);
            offset += size;
        }

        clearing.Remove();
    }
}
