using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>Loops in the kernel, which the verifier does not count.</summary>
internal readonly struct KernelLoop : IImageLoop
{
    public static bool MayContinue() => Loop.MayContinue();
}
