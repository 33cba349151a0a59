using System.Globalization;

namespace Weir.Bpf;

/// <summary>
/// How many processors the kernel reserves per-CPU memory for. Per-CPU maps have a value for each of them, also for
/// those that are not there.
/// </summary>
internal static class PossibleProcessors
{
    private const string Path = "/sys/devices/system/cpu/possible";

    /// <summary>The number of possible processors.</summary>
    internal static int Count { get; } = Parse(File.ReadAllText(Path));

    /// <summary>Counts a kernel CPU list such as "0-3,8".</summary>
    internal static int Parse(string list)
    {
        int count = 0;
        foreach (string range in list.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            count += last - first + 1;
        }

        return count;
    }
}
