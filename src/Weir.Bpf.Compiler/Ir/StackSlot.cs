namespace Weir.Bpf.Compiler.Ir;

/// <summary>A piece of the stack frame, aligned to eight bytes.</summary>
internal sealed class StackSlot(string name, int byteSize, StackScope scope)
{
    /// <summary>The C# local, for messages.</summary>
    public string Name { get; } = name;

    public int ByteSize { get; } = byteSize;

    /// <summary>Whether register allocation made it: it is only loaded and stored, whole, and nothing knows its address.</summary>
    public bool IsSpill { get; init; }

    /// <summary>How long it lives.</summary>
    public StackScope Scope { get; } = scope;

    /// <summary>The verifier tracks the whole as one object (a dynptr): never split, copied or cleared.</summary>
    public bool IsOpaque { get; init; }
}
