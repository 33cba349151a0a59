using System.Runtime.CompilerServices;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli;

/// <summary>Maps every exception to an exit code and one clear message. Stack traces are shown only when <c>WEIR_TRACE=1</c>.</summary>
internal static class Failures
{
    /// <summary>Writes the message.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Report(Exception exception, TextWriter error)
    {
        var (code, message) = Describe(exception) ?? DescribeBug(exception);
        error.WriteLine(message);
        if (Environment.GetEnvironmentVariable("WEIR_TRACE") == "1")
            error.WriteLine(exception);
        return code;
    }

    /// <summary>True for what the user or the machine causes, false for a bug in Weir.</summary>
    public static bool IsExpected(Exception exception) => Describe(exception) is not null;

    private static (int Code, string Message)? Describe(Exception exception) => exception switch
    {
        PolicyException policy => (ExitCodes.Failed, policy.Message),
        UsageException => (ExitCodes.Usage, $"weir: {exception.Message}"),
        WfpException => (ExitCodes.Failed, $"weir: the engine refused: {exception.Message}"),
        UnauthorizedAccessException => (ExitCodes.NotPermitted, $"weir: not permitted: {exception.Message}"),
        FileNotFoundException { FileName: { } file } => (ExitCodes.Failed, $"weir: there is no file {file}"),
        IOException => (ExitCodes.Failed, $"weir: {exception.Message}"),
        _ => DescribeKernel(exception),
    };

    // Apart, so that verbs which never meet the kernel do not load the assemblies that do.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int Code, string Message)? DescribeKernel(Exception exception) => exception switch
    {
        BpfPermissionException => (ExitCodes.NotPermitted, $"weir: not permitted: {exception.Message}"),
        KernelCodeNotSupportedException => (ExitCodes.Failed, exception.Message),
        CalloutRefusedException => (ExitCodes.Failed, $"weir: {exception.Message}"),
        KernelFeatureMissingException => (ExitCodes.KernelCannot, $"weir: this kernel cannot: {exception.Message}"),
        PolicyTooLargeException or (BpfException and not VerifierException) => (ExitCodes.Failed, $"weir: {exception.Message}"),
        _ => null,
    };

    private static (int Code, string Message) DescribeBug(Exception exception) => (
        ExitCodes.Failed,
        $"weir: this is a bug in Weir: {exception.GetType().Name}: {exception.Message}\nplease report it with the output of: WEIR_TRACE=1 weir ...");
}
