namespace Weir.Bpf.Compiler;

/// <summary>The compiler broke one of its own rules: a bug of Weir, never of the program that is compiled.</summary>
/// <param name="message">Which rule, and where.</param>
public sealed class InternalCompilerException(string message)
    : Exception($"Weir's compiler has a bug; please report it with the method that was compiled. {message}");
