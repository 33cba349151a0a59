namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>What a box or an object would be called through.</summary>
internal interface IShape
{
    int Area(int size);
}
