namespace Weir.Cli;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or the answer is yes.</summary>
    public const int Ok = 0;

    /// <summary>It failed, or the answer is no: a wrong policy, a missing file.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Not permitted: run as root, or with the capabilities that the message names.</summary>
    public const int NotPermitted = 3;

    /// <summary>This kernel cannot: too old, or built without what the message names.</summary>
    public const int KernelCannot = 4;
}
