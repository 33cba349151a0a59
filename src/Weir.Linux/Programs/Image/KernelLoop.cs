using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>The walk in the kernel over packets that lie in a map: the verifier does not count its loops.</summary>
internal readonly unsafe struct KernelLoop : IImageLoop
{
    public static bool MayContinue() => Loop.MayContinue();

    public static ulong Word(ulong* words, uint index) => words[index & (ImageWalk.WordCapacity - 1)];
}
