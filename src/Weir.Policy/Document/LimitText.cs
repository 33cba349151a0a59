using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Reads limits: <c>20mbit burst 256kB</c>, <c>1000pps burst 50</c>. <see cref="LimitSpec.ToString"/> writes them.</summary>
internal static class LimitText
{
    private const string Example = "write limit 20mbit burst 256kB, or limit 1000pps burst 50";
    private const string RateUnits = "rates are in bit, kbit, mbit, gbit, B/s, kB/s, MB/s, GB/s, or in pps, packets per second";
    private const string BurstUnits = "bursts are in B, kB, MB, KiB and MiB, and of a rate in pps a number of packets";

    private static readonly (string Name, ulong Bits)[] s_rates =
    [
        ("bit", 1), ("kbit", 1_000), ("mbit", 1_000_000), ("gbit", 1_000_000_000),
        ("B/s", 8), ("kB/s", 8_000), ("MB/s", 8_000_000), ("GB/s", 8_000_000_000),
    ];

    private static readonly (string Name, ulong Bytes)[] s_sizes =
    [
        ("B", 1), ("kB", 1_000), ("MB", 1_000_000), ("KiB", 1 << 10), ("MiB", 1 << 20),
    ];

    /// <summary>Reads what stands behind the word <c>limit</c>.</summary>
    /// <param name="action">The whole action.</param>
    /// <param name="limit">The limit, when there is no problem.</param>
    /// <param name="place">Index and length in the action of what is wrong.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static Problem? Read(string action, out LimitSpec? limit, out (int Index, int Length) place)
    {
        limit = null;
        var words = WordsOf(action);
        place = words.Count > 1 ? words[1] : words[0];
        if (words.Count == 1 || Text(action, words[1]) == "burst")
            return new Problem("the limit has no rate", Example);
        var rate = Text(action, words[1]);
        if (ReadRate(rate, out var problem) is not { } unit)
            return problem;
        if (words.Count == 2)
            return WithoutBurst(rate, unit);
        place = words[2];
        if (Text(action, words[2]) != "burst")
            return new Problem($"'{Text(action, words[2])}' where burst is expected", $"write limit {rate} burst, and how much may pass at once");
        if (words.Count == 3)
            return WithoutBurst(rate, unit);
        place = words[3];
        if (ReadBurst(Text(action, words[3]), unit.Unit, out problem) is not { } burst)
            return problem;
        if (words.Count > 4)
        {
            place = words[4];
            return new Problem($"'{Text(action, place)}' behind the limit", "a limit ends with its burst");
        }

        var read = unit with { Burst = burst };
        if (read.FindProblem() is { } fault)
        {
            place = fault.ConcernsBurst ? words[3] : words[1];
            return new Problem(fault.Message, char.ToLowerInvariant(fault.Advice[0]) + fault.Advice[1..]);
        }

        limit = read;
        return null;
    }

    private static Problem WithoutBurst(string rate, LimitSpec unit)
    {
        // What a tenth of a second brings, but no less than a limit may have.
        var packets = unit.Unit == LimitUnit.Packets;
        var tenth = unit with { Burst = Math.Max(packets ? 1 : LimitSpec.FullPacket, unit.Rate / (packets ? 10UL : 80)) };
        return new Problem(
            "the limit has no burst, which says how much may pass at once",
            tenth.FindProblem() is null ? $"write limit {rate} burst {tenth.ToString().Split(' ')[^1]}, for a tenth of a second" : Example);
    }

    private static LimitSpec? ReadRate(string text, out Problem? problem)
    {
        var (number, unit) = Split(text);
        problem = null;
        if (unit == "pps" && number is { } packets)
            return Whole(packets, 1) is { } rate ? LimitSpec.Packets(rate, 0) : Fail($"'{text}' is not a whole number of packets per second", null, out problem);
        foreach (var (name, bits) in s_rates)
        {
            if (name == unit && number is { } amount)
                return Whole(amount, bits) is { } rate ? LimitSpec.Bits(rate, 0) : Fail($"'{text}' is not a whole number of bits per second below 2^64", null, out problem);
        }

        return Fail($"'{text}' is not a rate", unit.ToLowerInvariant() switch
        {
            "bps" => $"some mean bits by {unit} and tc means bytes: write {number}bit or {number}B/s",
            "kbps" => $"some mean bits by {unit} and tc means bytes: write {number}kbit or {number}kB/s",
            "mbps" => $"some mean bits by {unit} and tc means bytes: write {number}mbit or {number}MB/s",
            "gbps" => $"some mean bits by {unit} and tc means bytes: write {number}gbit or {number}GB/s",
            var lower when s_rates.FirstOrDefault(entry => entry.Name.Equals(lower, StringComparison.OrdinalIgnoreCase)).Name is { } meant => $"write {number}{meant}",
            "" => $"a rate has a unit: {RateUnits}",
            _ => RateUnits,
        }, out problem);
    }

    private static LimitSpec? Fail(string message, string? advice, out Problem problem)
    {
        problem = new Problem(message, advice ?? RateUnits);
        return null;
    }

    private static ulong? ReadBurst(string text, LimitUnit counted, out Problem? problem)
    {
        var (number, unit) = Split(text);
        problem = null;
        if (counted == LimitUnit.Packets)
        {
            if (unit.Length == 0 && number is { } packets && Whole(packets, 1) is { } count)
                return count;
            problem = new Problem($"'{text}' is not a number of packets", "the burst of a rate in pps is a number of packets, without a unit");
            return null;
        }

        foreach (var (name, bytes) in s_sizes)
        {
            if (name == unit && number is { } amount && Whole(amount, bytes) is { } size)
                return size;
        }

        problem = new Problem($"'{text}' is not a number of bytes", unit switch
        {
            "" => $"a burst has a unit: {BurstUnits}",
            "k" or "kb" or "K" or "KB" or "Kb" => $"write {number}kB for thousands, or {number}KiB for 1,024s, which tc means",
            "m" or "mb" or "M" or "Mb" or "mB" => $"write {number}MB for millions, or {number}MiB for 1,024 times 1,024, which tc means",
            _ => BurstUnits,
        });
        return null;
    }

    private static (decimal? Number, string Unit) Split(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            end++;
        return (decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null, text[end..]);
    }

    private static ulong? Whole(decimal number, ulong factor)
    {
        if (number > ulong.MaxValue / factor)
            return null;
        var product = number * factor;
        return decimal.Truncate(product) == product ? (ulong)product : null;
    }

    private static List<(int Index, int Length)> WordsOf(string text)
    {
        var words = new List<(int, int)>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
                i++;
            if (i > start)
                words.Add((start, i - start));
            else
                i++;
        }

        return words;
    }

    private static string Text(string action, (int Index, int Length) word) => action.Substring(word.Index, word.Length);
}
