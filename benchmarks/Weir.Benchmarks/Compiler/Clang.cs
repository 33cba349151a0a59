using System.Diagnostics;

namespace Weir.Benchmarks.Compiler;

/// <summary>The C compiler that the comparison is with.</summary>
/// <param name="Command">Its command.</param>
/// <param name="Version">What it says about itself.</param>
internal sealed record Clang(string Command, string Version)
{
    private static readonly string[] s_candidates = ["clang-19", "clang", "clang-14"];

    /// <summary>Finds a clang on this machine, or null.</summary>
    public static Clang? Find()
    {
        foreach (var candidate in s_candidates)
        {
            try
            {
                var version = Run(candidate, ["--version"]).Split('\n')[0];
                return new Clang(candidate, version);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed under this name.
            }
        }

        return null;
    }

    /// <summary>Compiles a C file for eBPF.</summary>
    /// <param name="source">Path of the file.</param>
    /// <returns>The relocatable ELF file.</returns>
    public byte[] Compile(string source)
    {
        var output = Path.GetTempFileName();
        try
        {
            Run(Command, ["-O2", "-target", "bpf", "-mcpu=v3", "-fno-builtin", "-c", source, "-o", output]);
            return File.ReadAllBytes(output);
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static string Run(string command, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed:{Environment.NewLine}{errors.Result}");
    }
}
