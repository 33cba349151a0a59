namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>The base class of an object.</summary>
internal abstract class Shape
{
    public abstract int Area(int size);
}
