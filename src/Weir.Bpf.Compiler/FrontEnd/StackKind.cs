namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>The evaluation types of IL (ECMA-335 III.1.1) that kernel code can have.</summary>
internal enum StackKind
{
    Int32,
    Int64,
    /// <summary>Native integers, pointers, references and map handles.</summary>
    Native,
    Struct,
}
