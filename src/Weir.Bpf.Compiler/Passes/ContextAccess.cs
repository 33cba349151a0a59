using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Finds accesses to the context at places that are not constant, which the verifier would refuse less kindly.</summary>
internal static class ContextAccess
{
    public static void Check(Compilation compilation, Function function)
    {
        foreach (var block in function.Blocks)
        {
            foreach (var value in block.Instructions)
            {
                if (value.Opcode is Opcode.Load or Opcode.Store && value[0].Opcode == Opcode.Add && IsContext(value[0]))
                    throw compilation.Refusal.Of(Diagnostic.ContextAccess, value.Source, "The context is accessed at a variable offset.");
            }
        }
    }

    private static bool IsContext(Value address) =>
        address.IsContext || (address.Opcode == Opcode.Add && (IsContext(address[0]) || IsContext(address[1])));
}
