namespace Weir.Cli.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Outcome">What it means for enforcement.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do about it; empty when there is nothing to do.</param>
internal sealed record Finding(string Name, Outcome Outcome, string Found, string Advice = "");
