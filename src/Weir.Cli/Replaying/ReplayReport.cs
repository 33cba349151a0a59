using System.Collections.Immutable;
using System.Net;
using Weir.Captures;
using Weir.Engine;

namespace Weir.Cli.Replaying;

/// <summary>Writes what a replay finds, packet by packet, and its sum.</summary>
internal abstract class ReplayReport : IDisposable
{
    public virtual void Begin()
    {
    }

    public abstract void Write(ReplayedPacket packet);

    /// <summary>Writes the sum.</summary>
    /// <param name="summary">What the packets came to.</param>
    /// <param name="guessed">The addresses that were taken for the host's.</param>
    /// <param name="callouts">The registered callouts, with their counters.</param>
    /// <param name="damage">Where the capture ended too early, or null.</param>
    public abstract void End(
        ReplaySummary summary, IReadOnlyList<IPAddress> guessed, ImmutableArray<CalloutRegistration> callouts, CaptureFormatException? damage);

    public abstract void Dispose();

    protected static IPAddress? AddressOf(FilterValue value) => value.Type == DataType.Empty ? null : value.ToIPAddress();

    protected static ulong? NumberOf(FilterValue value) => value.Type == DataType.Empty ? null : (ulong)value.Number;
}
