namespace Weir.Engine;

/// <summary>Changes that a store has taken and not yet made effective. Disposing it without <see cref="Commit"/> forgets them.</summary>
public interface IPolicyStoreTransaction : IDisposable
{
    /// <summary>
    /// Makes the changes effective, all or none. When it returns they survive the death of the process; when it throws the store still
    /// has what it had before.
    /// </summary>
    void Commit();
}
