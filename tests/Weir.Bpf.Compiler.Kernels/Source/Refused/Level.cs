namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>A method that calls itself with an ever longer chain of types: never the same method twice.</summary>
internal static class Level<T>
{
    public static int Descend(int value) => Level<Next<T>>.Descend(value + 1);
}
