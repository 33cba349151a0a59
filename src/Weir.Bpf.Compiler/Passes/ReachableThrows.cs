using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Finds the throws of a function without fault result that may be reached. Those that only guard the library against arguments that are
/// right here, as <c>Math.Clamp(value, 0, 100)</c> against bounds in the wrong order, have gone.
/// </summary>
internal static class ReachableThrows
{
    public static void Check(Compilation compilation, Function function)
    {
        foreach (var block in function.Blocks)
        {
            if (block.Terminator.Opcode == Opcode.Throw)
                throw compilation.Refusal.Of(Diagnostic.Exceptions, block.Terminator.Source, "An exception may be thrown here.");
        }
    }
}
