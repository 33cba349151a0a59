using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Weir.Policy.Tests.Fuzzing;

/// <summary>
/// A fuzzer by mutation. Each input is a change of an earlier one; those that made the parser say something new are kept to be changed
/// further. The same seed gives the same inputs, up to where the time ends.
/// </summary>
/// <remarks>
/// An input must end in a result or a <see cref="PolicyException"/> with a place, within <see cref="TimeLimit"/>, and allocate no more
/// than <see cref="AllocationLimit"/> says.
/// </remarks>
internal sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const int LongestInput = 32 * 1024;
    private const int LargestCorpus = 2000;

    private static readonly SearchValues<char> s_names = SearchValues.Create("'0123456789");

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [.. target.Seeds.Select(Encoding.UTF8.GetBytes)];
    private readonly HashSet<string> _answers = [];
    private volatile byte[] _current = [];
    private long _currentSince;
    private FuzzFinding? _finding;

    /// <summary>The longest that an input may take.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Inputs so far.</summary>
    public long Runs { get; private set; }

    /// <summary>Different answers so far: results and faults, without the numbers and names in them.</summary>
    public int Answers => _answers.Count;

    /// <summary>The most bytes that an input of a length may allocate: what a small file needs, and a multiple of a large one.</summary>
    public static long AllocationLimit(int length) => (64L << 20) + (length * 8192L);

    /// <summary>Fuzzes for a while.</summary>
    /// <returns>The first thing that went wrong, or null.</returns>
    public FuzzFinding? Run(TimeSpan time)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);

        // On a thread of its own: one that hangs cannot be stopped, but it can be left behind and told of.
        var thread = new Thread(() =>
        {
            while (_finding is null && Stopwatch.GetTimestamp() < end)
                RunOne(Runs < _corpus.Count && Runs < target.Seeds.Length ? _corpus[(int)Runs] : Mutate());
        })
        {
            IsBackground = true,
            Name = $"fuzzing {target.Name}",
        };
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(200)))
        {
            var since = Volatile.Read(ref _currentSince);
            if (since != 0 && Stopwatch.GetElapsedTime(since) > 2 * TimeLimit)
                return new FuzzFinding($"still runs after {Stopwatch.GetElapsedTime(since)}", _current, Runs);
        }

        return _finding;
    }

    private void RunOne(byte[] input)
    {
        _current = input;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Volatile.Write(ref _currentSince, Stopwatch.GetTimestamp());
        var answer = Read(input);
        var elapsed = Stopwatch.GetElapsedTime(_currentSince);
        Volatile.Write(ref _currentSince, 0);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Runs++;
        if (answer is null)
            return;
        if (elapsed > TimeLimit)
            _finding = new FuzzFinding($"took {elapsed}", input, Runs);
        else if (allocated > AllocationLimit(input.Length))
            _finding = new FuzzFinding($"allocated {allocated} bytes for an input of {input.Length}", input, Runs);
        else if (_answers.Add(answer) && _corpus.Count < LargestCorpus)
            _corpus.Add(input);
    }

    private string? Read(byte[] input)
    {
        try
        {
            return "accepted " + string.Join(' ', target.Read(input).Select(Shape).Distinct().Order(StringComparer.Ordinal).Take(8));
        }
        catch (PolicyException exception) when (exception.Diagnostics.Any(fault => fault.Severity == PolicySeverity.Error && fault.Span.Line >= 1 && fault.Message.Length > 0))
        {
            return Shape(exception.Diagnostics[0].Message);
        }
        catch (Exception exception)
        {
            _finding = new FuzzFinding(exception.ToString(), input, Runs + 1);
            return null;
        }
    }

    /// <summary>A message up to what differs between two faults of a kind.</summary>
    private static string Shape(string message)
    {
        var end = message.AsSpan().IndexOfAny(s_names);
        return message[..Math.Min(end < 0 ? message.Length : end, 80)];
    }

    private byte[] Mutate()
    {
        var bytes = new List<byte>(Pick());
        for (var edits = 1 + _random.Next(4); edits > 0; edits--)
            Edit(bytes);
        return [.. bytes.Take(LongestInput)];
    }

    private void Edit(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(_random.Next(1, 1 << _random.Next(1, 9)), bytes.Count - at);
        switch (_random.Next(10))
        {
            case 0 when bytes.Count > at:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when bytes.Count > at:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(_random.GetItems(target.Words, 1)[0]));
                break;
            case 5:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(_random.GetItems(target.Words, 1)[0]));
                break;
            case 6:
                // The rest of another input.
                var other = Pick();
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[_random.Next(other.Length + 1)..]);
                break;
            case 7:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Number()));
                break;
            case 8 when bytes.Count < LongestInput / 4:
                var part = bytes.GetRange(at, length);
                for (var copies = 1 << _random.Next(1, 10); copies > 0 && bytes.Count < LongestInput; copies--)
                    bytes.InsertRange(at, part);
                break;
            case 9:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                break;
        }
    }

    private byte[] Pick() => _corpus[_random.Next(_corpus.Count)];

    private string Number() => _random.Next(8) switch
    {
        0 => "0",
        1 => "-1",
        2 => "255",
        3 => "65536",
        4 => "4294967296",
        5 => "18446744073709551616",
        6 => "0x" + new string('f', _random.Next(40)),
        _ => new string('9', _random.Next(200)),
    };
}
