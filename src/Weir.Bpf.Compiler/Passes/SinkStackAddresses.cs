using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Computes the address of a variable place on the stack anew where it is used. The verifier takes the bounds of an address from the index
/// at the moment of the addition: what a comparison tells of the index later, it does not know of a sum made before.
/// </summary>
internal sealed class SinkStackAddresses : VerifierShape
{
    public override bool Run(Function function)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            if (!block.Instructions.Exists(IsFarAddress))
                continue;
            changed = true;
            var copies = new Dictionary<Value, Value>();
            var instructions = block.Instructions;
            block.Instructions = new List<Value>(instructions.Count);
            foreach (var value in instructions)
            {
                if (IsFarAddress(value))
                    value.Set(0, CopyOf(function, block, copies, value[0]));
                block.Append(value);
            }
        }

        return changed;
    }

    private static bool IsFarAddress(Value access) =>
        access.Opcode is Opcode.Load or Opcode.Store && access[0] is { Opcode: Opcode.Add } address && address.Block != access.Block
        && (address[0].Opcode == Opcode.StackAddress || address[1].Opcode == Opcode.StackAddress);

    private static Value CopyOf(Function function, Block block, Dictionary<Value, Value> copies, Value address)
    {
        if (copies.TryGetValue(address, out var copy))
            return copy;
        copy = function.NewValue(Opcode.Add, OperandWidth.Bits64, address.Source);
        copy.Add(address[0]);
        copy.Add(address[1]);
        block.Append(copy);
        copies.Add(address, copy);
        return copy;
    }
}
