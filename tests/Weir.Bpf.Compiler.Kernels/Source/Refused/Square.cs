namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>An object.</summary>
internal sealed class Square : Shape
{
    public override int Area(int size) => size * size;
}
