using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Weir.Benchmarks.Classify;

/// <summary>DPDK's access control library with one rule set: a process of a small C program, built when first needed.</summary>
internal sealed class AclLibrary : IDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    private AclLibrary(Process process, string[] ready)
    {
        _process = process;
        (Version, Simd) = (ready[1], ready[2]);
        Rules = int.Parse(ready[4], CultureInfo.InvariantCulture);
    }

    /// <summary>What the library says about itself.</summary>
    public string Version { get; }

    /// <summary>The widest instructions that the processor and the library have in common.</summary>
    public string Simd { get; }

    public int Rules { get; }

    /// <summary>Compiles the program; null with the reason when that is not possible.</summary>
    public static string? Compile(string scratch, out string? why)
    {
        why = "DPDK's library: install gcc, pkg-config and libdpdk-dev";
        try
        {
            var flags = Tool.Run(null, "pkg-config", "--cflags", "--libs", "libdpdk").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var program = Path.Combine(scratch, "acl");
            Tool.Run(null, "gcc", ["-O3", "-march=native", Path.Combine(AppContext.BaseDirectory, "dpdk", "acl.c"), "-o", program, .. flags]);
            why = null;
            return program;
        }
        catch (ToolFailedException exception)
        {
            why += $" ({exception.Message})";
            return null;
        }
    }

    /// <summary>Starts the program with the rules and packets of a set.</summary>
    /// <exception cref="ToolFailedException">It does not start, or cannot build the rules.</exception>
    public static AclLibrary Start(string program, RuleSet set)
    {
        var process = Process.Start(new ProcessStartInfo(program, [set.RulesPath, set.TracePath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("ready\t", StringComparison.Ordinal))
                return new AclLibrary(process, line.Split('\t'));
        }

        process.WaitForExit();
        process.Dispose();
        throw new ToolFailedException("DPDK's library cannot build these rules");
    }

    /// <summary>Classifies the trace once; nanoseconds for a packet.</summary>
    public double Measure(string command) => double.Parse(Ask(command), CultureInfo.InvariantCulture);

    /// <summary>The number of the rule of each packet in the last pass, or -1.</summary>
    public int[] ReadMatches(string scratch)
    {
        var file = Path.Combine(scratch, "acl.matches");
        Ask($"matches {file}");
        var matches = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(file)).ToArray();
        File.Delete(file);
        return matches;
    }

    public void Dispose()
    {
        // Several methods share the library.
        if (_isDisposed)
            return;
        _isDisposed = true;
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new ToolFailedException("DPDK's library has ended");
    }
}

/// <summary>One of the library's ways to classify.</summary>
internal sealed class AclMethod(AclLibrary library, string name, string command) : ClassifyMethod
{
    public override string Name => name;

    public override int Rules => library.Rules;

    public override string? Remark => command == "simd" ? library.Simd : null;

    public override void Dispose() => library.Dispose();

    protected override double Measure() => library.Measure(command);
}
