using System.ComponentModel;
using System.Diagnostics;
using Weir.Linux;

namespace Weir.Benchmarks.Classify;

/// <summary>Programs of the system, run and waited for.</summary>
internal static class Tool
{
    private static readonly string[] s_places = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/bin", "/usr/local/sbin"];

    /// <summary>Whether a program is installed.</summary>
    public static bool Exists(string name) => s_places.Any(place => File.Exists(Path.Combine(place, name)));

    /// <summary>Runs a program and returns what it writes; in a namespace when one is given.</summary>
    /// <exception cref="ToolFailedException">It failed, with what it said.</exception>
    public static string Run(NetworkNamespace? networkNamespace, string name, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = networkNamespace is null ? Process.Start(start)! : networkNamespace.StartProcess(start);
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new ToolFailedException($"{name}: {errors.Result.Split('\n').FirstOrDefault(line => line.Length > 0)}");
        }
        catch (Win32Exception exception)
        {
            throw new ToolFailedException($"{name}: {exception.Message}");
        }
    }
}

/// <summary>A program of the system failed, or is not there.</summary>
internal sealed class ToolFailedException(string message) : Exception(message);
