using Weir.Bpf;

namespace Weir.Linux;

/// <summary>A layer's programs over one image.</summary>
/// <param name="Verdict">The program of the hooks that the layer has by itself.</param>
/// <param name="Action">The program of the action placement; null while nothing of the layer is there.</param>
internal sealed record LayerPrograms(BpfProgram Verdict, BpfProgram? Action) : IDisposable
{
    public void Dispose()
    {
        Verdict.Dispose();
        Action?.Dispose();
    }
}
