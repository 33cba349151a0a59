using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.EndToEnd.Tests;

/// <summary>The command as a user starts it: the script at the root of the repository.</summary>
internal sealed partial class WeirCommand : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private WeirCommand(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string RepositoryRoot { get; } = FindRoot();

    public static string Script => Path.Combine(RepositoryRoot, "weir");

    public int ProcessId => _process.Id;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts <c>./weir</c> with these arguments.</summary>
    public static WeirCommand Start(params string[] arguments) => new(new ProcessStartInfo(Script, arguments));

    /// <summary>Starts a wrapper, such as setpriv or unshare, which in its turn starts <c>./weir</c>.</summary>
    public static WeirCommand StartThrough(string[] wrapper, params string[] arguments) =>
        new(new ProcessStartInfo(wrapper[0], [.. wrapper[1..], Script, .. arguments]));

    /// <summary>Runs <c>./weir</c> to its end.</summary>
    public static WeirCommand Run(params string[] arguments)
    {
        WeirCommand command = Start(arguments);
        command.WaitForExit();
        return command;
    }

    public WeirCommand WaitForExit()
    {
        if (!_process.WaitForExit(s_patience))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"weir did not end. It wrote:\n{Output}\n{Errors}");
        }

        _process.WaitForExit();
        return this;
    }

    public void WaitForLine(string line)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!Output.Split('\n').Contains(line))
        {
            if (_process.HasExited || waited.Elapsed > s_patience)
            {
                throw new TimeoutException($"weir never printed '{line}'. It wrote:\n{Output}\n{Errors}");
            }

            Thread.Sleep(5);
        }
    }

    public void Terminate() => Signal(15);

    public void Kill() => Signal(9);

    public void HangUp() => Signal(1);

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"kill failed with errno {Marshal.GetLastPInvokeError()}");
        }
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Weir.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"No Weir.slnx above {AppContext.BaseDirectory}.");
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int processId, int signal);
}
