using System.Globalization;

namespace Weir.Testing;

/// <summary>
/// Names for what outlives a crash (named namespaces, control groups): they carry the process id and start time of the test
/// run that made them, so that a later run can tell what is left over from a dead one, even when the id is in use again.
/// </summary>
public static class TestOwner
{
    private const string Prefix = "weir-test";

    private static readonly string OwnPrefix =
        $"{Prefix}-{Environment.ProcessId}-{ReadStartTime(Environment.ProcessId)!.Value.ToString(CultureInfo.InvariantCulture)}";

    private static int _count;

    /// <summary>A new name of this run, such as <c>weir-test-4242-118375-3-client</c>.</summary>
    /// <param name="label">What the thing is, for whoever lists it.</param>
    public static string NewName(string label) => $"{OwnPrefix}-{Interlocked.Increment(ref _count)}-{label}";

    /// <summary>Whether this run gave the name.</summary>
    /// <param name="name">A file name.</param>
    public static bool IsOwn(string name) => name.StartsWith(OwnPrefix + "-", StringComparison.Ordinal);

    /// <summary>Whether a test run gave the name and that run is over.</summary>
    /// <param name="name">A file name.</param>
    public static bool IsLeftOver(string name)
    {
        var parts = name.Split('-');
        return parts.Length >= 5 && name.StartsWith(Prefix + "-", StringComparison.Ordinal)
            && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var processId)
            && ulong.TryParse(parts[3], CultureInfo.InvariantCulture, out var startTime)
            && ReadStartTime(processId) != startTime;
    }

    // Field 22 of /proc/PID/stat, in clock ticks since boot. The second field is the command in parentheses and may
    // contain anything, so fields are counted from its end.
    private static ulong? ReadStartTime(int processId)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return ulong.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
