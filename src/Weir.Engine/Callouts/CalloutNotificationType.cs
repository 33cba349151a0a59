namespace Weir.Engine;

/// <summary>What a callout hears of a filter, with the numbers of WFP's <c>FWPS_CALLOUT_NOTIFY_TYPE</c>.</summary>
public enum CalloutNotificationType
{
    /// <summary>A filter that names the callout is being added; it can be refused.</summary>
    AddFilter = 0,

    /// <summary>A filter that named the callout has been deleted, or the transaction that added it has ended without a commit.</summary>
    DeleteFilter = 1,

    /// <summary>The transaction that added a filter has been committed.</summary>
    AddFilterPostCommit = 2,
}
