namespace Weir.Engine;

/// <summary>The values of an engine's options.</summary>
internal sealed record EngineSettings
{
    public bool CollectNetEvents { get; init; } = true;

    public NetEventKeywords NetEventKeywords { get; init; }

    public TimeSpan TransactionWatchdogTimeout { get; init; }

    /// <summary>Whether the kernel-mode engine has to tell of permits.</summary>
    public bool WantsPermits => CollectNetEvents && NetEventKeywords.HasFlag(NetEventKeywords.ClassifyAllow);
}
