namespace Weir.Store.Sqlite;

/// <summary>
/// A store cannot be used, or could not take a commit, for a reason that lies in the file or in the machine. The message says what to do.
/// What the store held before, it still holds.
/// </summary>
public sealed class PolicyStoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="path">The store's file.</param>
    /// <param name="message">What is wrong and how to put it right; the file's name is put before it.</param>
    /// <param name="innerException">What caused it, or null.</param>
    public PolicyStoreException(PolicyStoreError error, string path, string message, Exception? innerException = null)
        : base($"Policy store {path}: {message}", innerException)
    {
        Error = error;
        Path = path;
    }

    /// <summary>The reason.</summary>
    public PolicyStoreError Error { get; }

    /// <summary>The store's file.</summary>
    public string Path { get; }
}
