namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>A value that becomes an object when it is boxed.</summary>
internal struct Circle : IShape
{
    public readonly int Area(int size) => size * 3;
}
