namespace Weir.Engine;

/// <summary>Which changes a subscription tells of (WFP: <c>FWPM_SUBSCRIPTION_FLAG_*</c>).</summary>
[Flags]
public enum SubscriptionFlags : uint
{
    /// <summary>None, which is refused: such a subscription would tell of nothing.</summary>
    None = 0,

    /// <summary>Objects that are added.</summary>
    NotifyOnAdd = 1,

    /// <summary>Objects that are deleted.</summary>
    NotifyOnDelete = 2,

    /// <summary>Both.</summary>
    NotifyOnChange = NotifyOnAdd | NotifyOnDelete,
}
