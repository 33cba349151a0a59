using System.Diagnostics;

namespace Weir.EndToEnd.Tests;

/// <summary>One run of the command line as it was built beside the tests, for verbs that attach nothing.</summary>
/// <param name="ExitCode">What it answered.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record BuiltCommand(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "Weir.Cli");

    public static BuiltCommand Run(params string[] arguments) => RunWithInput("", arguments);

    public static BuiltCommand RunWithInput(string input, params string[] arguments) => Run(Executable, input, arguments);

    public static BuiltCommand Run(string executable, string input, string[] arguments)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{executable} {string.Join(' ', arguments)} did not end.");
        }

        return new BuiltCommand(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
