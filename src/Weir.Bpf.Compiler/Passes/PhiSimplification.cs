using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Removes phis that choose between one value and themselves.</summary>
internal static class PhiSimplification
{
    public static void RemoveTrivial(List<Value> phis)
    {
        var pending = new Stack<Value>(phis);
        while (pending.TryPop(out var phi))
        {
            if (phi.Block is null || OnlyValueOf(phi) is not { } only)
                continue;
            foreach (var user in phi.Users)
            {
                if (user.Opcode == Opcode.Phi && user != phi)
                    pending.Push(user);
            }

            phi.ReplaceWith(only);
            phi.Remove();
        }
    }

    /// <summary>The value that a phi always has, or null.</summary>
    public static Value? OnlyValueOf(Value phi)
    {
        Value? only = null;
        foreach (var operand in phi.Operands)
        {
            if (operand == phi || (only is not null && AreSame(operand, only)))
                continue;
            if (only is not null)
                return null;
            only = operand;
        }

        return only;
    }

    /// <summary>Whether two operands are the same value: stack and map addresses are made anew for each use.</summary>
    public static bool AreSame(Value left, Value right) =>
        left == right
        || (left.Opcode == right.Opcode && left.Opcode is Opcode.StackAddress or Opcode.MapAddress
            && left.Slot == right.Slot && left.Map == right.Map && left.Immediate == right.Immediate);
}
