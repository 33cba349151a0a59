using Weir.Engine;

namespace Weir.Cli.Replaying;

/// <summary>What an engine did with one packet at one layer; every engine can tell this much.</summary>
internal readonly record struct ReplayDecision(Verdict Verdict, ulong FilterId, bool IsVeto, bool IsAbsorbed);
