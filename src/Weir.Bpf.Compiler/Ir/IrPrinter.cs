using System.Text;

namespace Weir.Bpf.Compiler.Ir;

/// <summary>Listings of the intermediate language, for debugging and error reports.</summary>
internal static class IrPrinter
{
    public static string Print(Function function)
    {
        var text = new StringBuilder().Append("function ").AppendLine(function.Name);
        foreach (var block in function.Blocks)
        {
            text.Append(block).Append(":  ; from ").AppendJoin(", ", block.Predecessors).AppendLine();
            foreach (var value in block.Instructions)
                text.Append("    ").AppendLine(Print(value));
        }

        return text.ToString();
    }

    public static string Print(Value value)
    {
        if (value.Opcode.IsFloating())
            return Name(value);
        var text = new StringBuilder().Append(Name(value)).Append(" = ").Append(value.Opcode);
        if (value.Is32Bit)
            text.Append("32");
        if (value.Opcode is Opcode.Compare or Opcode.Branch)
            text.Append(' ').Append(value.Condition);
        if (value.Opcode == Opcode.Atomic)
            text.Append(' ').Append(value.Atomic);
        if (value.ByteSize != 0)
            text.Append(" [").Append(value.ByteSize).Append(']');
        foreach (var operand in value.Operands)
            text.Append(' ').Append(Name(operand));
        if (value.Immediate != 0)
            text.Append(" #").Append(value.Immediate);
        if (value.Slot is not null)
            text.Append(' ').Append(value.Slot.Name);
        if (value.Variable is not null)
            text.Append(' ').Append(value.Variable.Name);
        if (value.Callee is not null)
            text.Append(' ').Append(value.Callee.Name);
        if (value.Target is not null)
            text.Append(" -> ").Append(value.Target);
        if (value.Otherwise is not null)
            text.Append(" else ").Append(value.Otherwise);
        return text.ToString();
    }

    private static string Name(Value value) => value.Opcode switch
    {
        Opcode.Constant => value.Immediate.ToString(),
        Opcode.StackAddress => $"&{value.Slot!.Name}+{value.Immediate}",
        Opcode.MapAddress => $"map {value.Map!.Key}",
        _ => $"v{value.Id}",
    };
}
