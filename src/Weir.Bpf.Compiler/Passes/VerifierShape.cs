namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// A pass that the verifier makes necessary: it changes nothing in what the code does. It runs always, unless a test leaves it out to see
/// that the verifier refuses without it.
/// </summary>
internal abstract class VerifierShape : Pass
{
    public sealed override bool IsOptional => false;
}
