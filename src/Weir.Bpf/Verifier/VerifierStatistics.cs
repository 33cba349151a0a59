using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.Bpf;

/// <summary>How much work the verifier did, from the last line of its log.</summary>
/// <param name="ProcessedInstructions">Instructions it walked over, counted once per path.</param>
/// <param name="InstructionLimit">How many it would have walked over at most.</param>
/// <param name="MaxStatesPerInstruction">The most states it kept for one instruction.</param>
/// <param name="TotalStates">How many states it made.</param>
/// <param name="PeakStates">How many states it kept at the same time at most.</param>
public sealed partial record VerifierStatistics(
    int ProcessedInstructions, int InstructionLimit, int MaxStatesPerInstruction, int TotalStates, int PeakStates)
{
    internal static bool TryParse(string line, [NotNullWhen(true)] out VerifierStatistics? statistics)
    {
        statistics = null;
        Match match = LastLine().Match(line);
        if (!match.Success)
            return false;
        statistics = new VerifierStatistics(Number("processed"), Number("limit"), Number("perInstruction"), Number("total"), Number("peak"));
        return true;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"^processed (?<processed>\d+) insns \(limit (?<limit>\d+)\) max_states_per_insn (?<perInstruction>\d+) total_states (?<total>\d+) peak_states (?<peak>\d+)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex LastLine();
}
