namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>How the C# compiler made the IL that our compiler reads.</summary>
public enum Optimization
{
    /// <summary>As in a Debug build: every local kept, conditions stored before they are branched on.</summary>
    Debug,

    /// <summary>As in a Release build.</summary>
    Release,
}
