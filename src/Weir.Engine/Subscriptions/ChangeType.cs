namespace Weir.Engine;

/// <summary>What has happened to an object, with the numbers of WFP's <c>FWPM_CHANGE_TYPE</c>. Objects never change in place.</summary>
public enum ChangeType
{
    /// <summary>It was added.</summary>
    Add = 1,

    /// <summary>It was deleted.</summary>
    Delete = 2,
}
