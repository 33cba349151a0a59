using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Weir.Store.Sqlite;

/// <summary>Builds every <see cref="PolicyStoreException"/>, so that each says what to do.</summary>
internal static class Failure
{
    /// <summary>What the operating system said about the file.</summary>
    public static PolicyStoreException Of(Exception failure, string path) => failure switch
    {
        FileNotFoundException => new(PolicyStoreError.NotFound, path, "there is no such file. Correct the path, or open it with CreateIfMissing.", failure),
        UnauthorizedAccessException => new(
            PolicyStoreError.AccessDenied, path,
            $"this process may not read and write it. Run as the user who owns the store, or change the permissions of the file and its directory. ({failure.Message})", failure),
        IOException when failure.HResult == UnixError.WouldBlock => InUse(path, failure),
        IOException when failure.HResult == UnixError.ReadOnlyFileSystem => ReadOnly(path, failure),
        IOException when failure.HResult == UnixError.NoSpace => Full(path, failure),
        _ => InputOutput(path, failure),
    };

    /// <summary>What SQLite said.</summary>
    public static PolicyStoreException Of(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        SQLITE_BUSY or SQLITE_LOCKED => new(
            PolicyStoreError.InUse, path, "another program has locked it. End that program's transaction (a sqlite3 shell, perhaps), and try again.", failure),
        SQLITE_READONLY => ReadOnly(path, failure),
        SQLITE_FULL => Full(path, failure),
        SQLITE_CORRUPT or SQLITE_NOTADB => Damaged(path, failure.Message, failure),
        SQLITE_CONSTRAINT => new(
            PolicyStoreError.Changed, path,
            $"it has an object already that the engine adds. Restart the engine, and let no other program write to the file. ({failure.Message})", failure),
        SQLITE_PERM or SQLITE_AUTH or SQLITE_CANTOPEN => new(
            PolicyStoreError.AccessDenied, path,
            $"this process may not write beside it. SQLite keeps two files of its own there; change the permissions of the directory. ({failure.Message})", failure),
        _ => InputOutput(path, failure),
    };

    public static PolicyStoreException DirectoryMissing(string path) => new(
        PolicyStoreError.NotFound, path, $"there is no directory {Path.GetDirectoryName(path)}, or this process may not enter it. Make it, with mode 0700 for the user who runs the engine.");

    public static PolicyStoreException IsDirectory(string path) => new(
        PolicyStoreError.NotAStore, path, "this is a directory. Give the path of a file in it.");

    public static PolicyStoreException NotAStore(string path, string what) => new(
        PolicyStoreError.NotAStore, path, $"this is no store of Weir, but {what}. It was left as it is. Give another path, or move the file away.");

    public static PolicyStoreException NewerVersion(string path, long version, int known) => new(
        PolicyStoreError.NewerVersion, path,
        $"it has version {version}, and this Weir knows versions up to {known}. It was left as it is. Use the newer Weir, or a copy of the store from before.");

    public static PolicyStoreException Damaged(string path, string what, Exception? failure = null) => new(
        PolicyStoreError.Damaged, path,
        $"it is damaged: {what.TrimEnd('.')}. It was left as it is. Put a copy in its place, or save what can be read with 'sqlite3 {path} .recover'.", failure);

    public static PolicyStoreException Unreadable(string path, string item, string what, Exception? failure = null) => new(
        PolicyStoreError.Damaged, path,
        $"{item} cannot be read: {what.TrimEnd('.')}. Put a copy of the store in its place, or delete that row with sqlite3.", failure);

    public static PolicyStoreException MissingObject(string path, string table, Guid key) => new(
        PolicyStoreError.Changed, path,
        $"it has no {table} {key}, which the engine deletes. Restart the engine, and let no other program write to the file.");

    private static PolicyStoreException InUse(string path, Exception failure) => new(
        PolicyStoreError.InUse, path, "another engine uses it. Stop that engine first, or give this one a store of its own.", failure);

    private static PolicyStoreException ReadOnly(string path, Exception failure) => new(
        PolicyStoreError.ReadOnly, path, "it cannot be written. Mount the file system for writing, or give a path on another one.", failure);

    private static PolicyStoreException Full(string path, Exception failure) => new(
        PolicyStoreError.Full, path, "the file system is full. Make room and try again; the store has what it had before.", failure);

    private static PolicyStoreException InputOutput(string path, Exception failure) => new(
        PolicyStoreError.InputOutput, path, $"reading or writing failed. Look for errors of the disk in the kernel's log. ({failure.Message})", failure);

    /// <summary>Numbers of errno(3), which .NET gives as the result code of an <see cref="IOException"/>.</summary>
    private static class UnixError
    {
        public const int WouldBlock = 11;
        public const int NoSpace = 28;
        public const int ReadOnlyFileSystem = 30;
    }
}
