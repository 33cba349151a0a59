using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.Bpf;

/// <summary>What the kernel's verifier wrote about a program: the whole text, and the few lines that tell the reason.</summary>
/// <remarks>
/// A log follows every path through the program and may have megabytes; its last lines hold the failing instruction and
/// the complaint. Source lines appear when the program carries them (<see cref="ProgramBtf.Lines"/>); the kernel adds
/// their file and line since Linux 6.10.
/// </remarks>
/// <seealso href="https://docs.kernel.org/bpf/verifier.html"/>
public sealed partial class VerifierLog
{
    private const int MaxErrorLines = 10;

    private VerifierLog(string text) => Text = text;

    /// <summary>Everything the verifier wrote.</summary>
    public string Text { get; }

    /// <summary>The verifier's complaint, of one or more lines; empty when the program was accepted.</summary>
    public string Error { get; private init; } = "";

    /// <summary>The failing instruction, such as <c>10: (61) r0 = *(u32 *)(r0 +12)</c>; null when none was reached.</summary>
    public string? Instruction { get; private init; }

    /// <summary>The source line of the failing instruction; null when the program carries no source lines.</summary>
    public VerifierSourceLine? Source { get; private init; }

    /// <summary>The global function that was being verified alone; null when it was the program itself.</summary>
    public string? Function { get; private init; }

    /// <summary>How much work the verifier did; null when the log was cut off before it said.</summary>
    public VerifierStatistics? Statistics { get; private init; }

    /// <summary>
    /// The lines worth reading: function, source line, failing instruction and complaint, without the states of registers
    /// and other notes in between. Empty when the program was accepted.
    /// </summary>
    public string Summary
    {
        get
        {
            List<string> lines = [];
            if (Function is not null)
                lines.Add($"in function {Function}:");
            if (Source is not null)
                lines.Add($"; {Source}");
            if (Instruction is not null)
                lines.Add(Instruction);
            return Error.Length == 0 ? "" : string.Join('\n', [.. lines, Error]);
        }
    }

    /// <summary>Reads a log.</summary>
    /// <param name="text">What the kernel wrote for <c>log_level</c> 1 or 2.</param>
    /// <param name="program">
    /// The program it is about: its own source lines tell the place also when the log's start was cut off, or when the
    /// kernel does not tell files and lines.
    /// </param>
    public static VerifierLog Parse(string text, ProgramSpec? program = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> error = [];
        string? instruction = null;
        string? source = null;
        VerifierStatistics? statistics = null;

        // Backwards: what matters is at the end, and the rest may be huge.
        foreach (string line in LinesFromEnd(text))
        {
            if (instruction is not null)
            {
                if (!line.StartsWith("; ", StringComparison.Ordinal))
                    continue;
                source = line[2..];
                break;
            }

            if (VerifierStatistics.TryParse(line, out VerifierStatistics? found))
                statistics ??= found;
            else if (InstructionLine().Match(line) is { Success: true } match)
                instruction = match.Groups["instruction"].Value;
            else if (line.Length != 0 && !Note().IsMatch(line))
                error.Add(line);
        }

        if (error.Count == 0)
            return new VerifierLog(text) { Statistics = statistics };

        error.Reverse();
        return new VerifierLog(text)
        {
            Error = string.Join('\n', error.TakeLast(MaxErrorLines)),
            Instruction = instruction,
            Source = FindSource(program, instruction) ?? (source is null ? null : VerifierSourceLine.Parse(source)),
            Function = FunctionUnderVerification(text),
            Statistics = statistics,
        };
    }

    /// <summary>The lines of a log worth reading: <see cref="Summary"/>.</summary>
    /// <param name="text">What the kernel wrote.</param>
    /// <param name="program">The program it is about, see <see cref="Parse"/>.</param>
    public static string Summarize(string text, ProgramSpec? program = null) => Parse(text, program).Summary;

    /// <summary>The whole text.</summary>
    public override string ToString() => Text;

    private static IEnumerable<string> LinesFromEnd(string text)
    {
        int end = text.Length;
        while (end > 0)
        {
            int start = text.LastIndexOf('\n', end - 1) + 1;
            yield return text[start..end].TrimEnd();
            end = start - 1;
        }
    }

    private static VerifierSourceLine? FindSource(ProgramSpec? program, string? instruction)
    {
        if (program?.Debug is not { } debug || instruction is null)
            return null;

        int at = int.Parse(instruction.AsSpan(0, instruction.IndexOf(':')), CultureInfo.InvariantCulture);
        LineInfo[] before = [.. debug.Lines.Where(line => line.InstructionIndex <= at)];
        if (before.Length == 0)
            return null;

        Btf types = Btf.Parse(debug.Types.AsSpan());
        LineInfo line = before.MaxBy(line => line.InstructionIndex);
        return new VerifierSourceLine(
            types.ReadString(line.TextOffset).Trim(), Path.GetFileName(types.ReadString(line.FileNameOffset)), line.Line);
    }

    private static string? FunctionUnderVerification(string text)
    {
        int start = text.LastIndexOf("Validating ", StringComparison.Ordinal);
        int safe = text.LastIndexOf("is safe for any args", StringComparison.Ordinal);
        if (start < 0 || safe > start)
            return null;
        Match match = ValidatingLine().Match(text, start);
        return match.Success ? match.Groups["function"].Value : null;
    }

    // What follows a semicolon is the state that the instruction leaves.
    [GeneratedRegex(@"^(?<instruction>\d+: \([0-9a-f]{2}\) .*?)(\s+;.*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex InstructionLine();

    [GeneratedRegex(@"\GValidating (?<function>\S+)\(\) func#\d+", RegexOptions.ExplicitCapture)]
    private static partial Regex ValidatingLine();

    /// <summary>Lines that are no complaint: states, progress and the search for precise registers.</summary>
    [GeneratedRegex("""
        ^(
            ;\s
          | \d+:\s(R\d|frame\d|safe|fp-)
          | \s*(frame\d+:\s*)?(R\d+(_\w+)?=|fp-\d+)
          | from\s\d+\sto\s\d+
          | frame\s\d+:|mark_precise:|regs=|parent\s|last_idx\s|propagating\s
          | (cur|old)\sstate:|(caller|callee)(\sat\s\d+)?:|returning\sfrom\scallee:|to\scaller\sat
          | func\#\d+\s@|Validating\s|Func\#\d+\s.*is\s(safe|global)
          | Live\sregs\sbefore|\s+\d+:\s[.\d]{10}\s|\(\d+\)\s(frame|live)\s
          | arg\#\d+\sreference\stype\('UNKNOWN
          | verification\stime\s|stack\sdepth\s|insns\sprocessed|processed\s
        )
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Note();
}
