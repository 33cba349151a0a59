namespace Weir.Cli.Replaying;

/// <summary>Who classifies the packets of a replay.</summary>
internal enum ReplayEngineKind
{
    /// <summary>The managed engine, on the CLR. Needs no privilege.</summary>
    Managed,

    /// <summary>The reference evaluator, on the CLR: the model as a plain loop, slow.</summary>
    Reference,

    /// <summary>The layers' programs under the kernel's test run. Needs root; attaches nothing.</summary>
    Kernel,
}
