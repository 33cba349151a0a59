namespace Weir.Bpf.Compiler.Ir;

/// <summary>A scalar that may be assigned several times, until promotion turns it into SSA values.</summary>
internal sealed class Variable(string name, OperandWidth width)
{
    public string Name { get; } = name;

    public OperandWidth Width { get; } = width;
}
