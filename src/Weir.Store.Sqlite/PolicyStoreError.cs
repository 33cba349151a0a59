namespace Weir.Store.Sqlite;

/// <summary>Why a store cannot be used, or could not take a commit.</summary>
public enum PolicyStoreError
{
    /// <summary>The directory or the file is not there.</summary>
    NotFound,

    /// <summary>The process may not read and write the file, or not create it.</summary>
    AccessDenied,

    /// <summary>Another engine uses the file, or another program has locked it.</summary>
    InUse,

    /// <summary>The file is not a store of Weir.</summary>
    NotAStore,

    /// <summary>A newer version of Weir wrote the file.</summary>
    NewerVersion,

    /// <summary>The file is a store, and it is damaged.</summary>
    Damaged,

    /// <summary>The file is sound, and does not hold what this engine wrote: another program changed it.</summary>
    Changed,

    /// <summary>There is no room for what is to be written.</summary>
    Full,

    /// <summary>The file system or the file cannot be written.</summary>
    ReadOnly,

    /// <summary>Reading or writing failed.</summary>
    InputOutput,
}
