namespace Weir.Engine;

/// <summary>An object that is about to be added, as far as it matters for what it may refer to.</summary>
/// <param name="Kind">What it is, as the beginning of a sentence.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lifetime">How long it will live.</param>
/// <param name="SessionId">The dynamic session that adds it, or 0.</param>
/// <param name="Provider">Key of the provider it will belong to, or all zero.</param>
internal readonly record struct Newcomer(string Kind, string Name, Lifetime Lifetime, ulong SessionId, Guid Provider)
{
    private bool IsStored => Lifetime is Lifetime.Persistent or Lifetime.BootTime;

    /// <summary>
    /// What it refers to must not go before it does. A persistent object of another provider may: that provider can be disabled.
    /// </summary>
    /// <exception cref="WfpException"><see cref="FwpError.LifetimeMismatch"/>.</exception>
    public void ThrowIfOutlives(IInstalledObject target)
    {
        switch (target.Lifetime)
        {
            case Lifetime.Dynamic when Lifetime != Lifetime.Dynamic || target.SessionId != SessionId:
                throw Errors.OutlivesDynamic(Kind, Name, target);
            case Lifetime.Static when IsStored:
                throw Errors.OutlivesStatic(Kind, Name, target);
            case Lifetime.Persistent when IsStored && target.Provider != Guid.Empty && target.Provider != Provider:
                throw Errors.PersistentOfAnotherProvider(Kind, Name, target);
        }
    }
}
