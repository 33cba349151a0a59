namespace Weir.Engine;

/// <summary>Tells a callout about one filter that names it.</summary>
public sealed class CalloutNotification
{
    internal CalloutNotification(CalloutNotificationType type, InstalledFilter filter, ulong context) =>
        (Type, Filter, Context) = (type, filter, context);

    /// <summary>What happened.</summary>
    public CalloutNotificationType Type { get; }

    /// <summary>The filter.</summary>
    public InstalledFilter Filter { get; }

    /// <summary>
    /// The provider context that the filter names, with its bytes or its object, or null. Also there when the filter and the provider
    /// context have been deleted together.
    /// </summary>
    public InstalledProviderContext? ProviderContext => Filter.ProviderContext;

    /// <summary>
    /// The context that <c>Classify</c> will get with this filter. Starts as the filter's <see cref="FilterSpec.Context"/>, or as the id
    /// of its provider context; what <see cref="ICallout.Notify"/> sets while the filter is added takes its place.
    /// </summary>
    public ulong Context { get; set; }

    /// <summary>Why the callout refuses the filter, or null.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>Refuses the filter: its addition fails with this reason. Has no effect on other notifications.</summary>
    /// <param name="reason">For the one who adds the filter: what is wrong and what to do.</param>
    public void Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Refusal = reason;
    }
}
