namespace Weir.Engine;

/// <summary>A transaction that has held the write lock for longer than <see cref="EngineOption.TransactionWatchdogTimeout"/>.</summary>
/// <param name="SessionKey">Key of its session.</param>
/// <param name="SessionName">Name of its session.</param>
/// <param name="WritingSince">When it got the write lock.</param>
/// <param name="Timeout">The time that it has exceeded.</param>
public sealed record LongTransaction(Guid SessionKey, string SessionName, DateTimeOffset WritingSince, TimeSpan Timeout);
