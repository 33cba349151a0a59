namespace Weir.Engine;

/// <summary>Why a <see cref="LimitSpec"/> is refused.</summary>
/// <param name="Message">What is wrong, as a sentence without a full stop that begins with <c>the</c>.</param>
/// <param name="Advice">What to do, as a sentence without a full stop that begins with <c>Use</c>.</param>
/// <param name="ConcernsBurst">True when the burst is at fault, false when the rate is.</param>
public sealed record LimitProblem(string Message, string Advice, bool ConcernsBurst = false);
