namespace Weir.Engine;

/// <summary>
/// Keeps persistent and boot-time objects between engines. One engine uses a store at a time, from one thread at a time.
/// </summary>
public interface IPolicyStore : IDisposable
{
    /// <summary>Reads the objects of the last acknowledged commit.</summary>
    StoredPolicy Load();

    /// <summary>
    /// Writes a commit's changes as far as possible without making them effective, so that a store that cannot take them says so now.
    /// The engine ends the returned transaction, with or without <see cref="IPolicyStoreTransaction.Commit"/>, before it begins another.
    /// </summary>
    /// <param name="change">What the commit adds and deletes; never empty.</param>
    /// <remarks>Whatever this throws refuses the commit; the store then still has what it had.</remarks>
    IPolicyStoreTransaction Prepare(StoredPolicyChange change);
}
