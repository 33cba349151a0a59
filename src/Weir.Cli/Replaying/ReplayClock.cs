namespace Weir.Cli.Replaying;

/// <summary>The time of the packet that is replayed: limits are kept or not by the capture's clock, not by the one on the wall.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => (_now - DateTimeOffset.UnixEpoch).Ticks;

    /// <summary>Goes to the time of a packet. It never goes back, and stands still at packets without a time.</summary>
    public void MoveTo(DateTimeOffset? time)
    {
        if (time > _now)
        {
            _now = time.Value;
        }
    }
}
