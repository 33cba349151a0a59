using System.Buffers.Binary;

namespace Weir.Store.Sqlite;

/// <summary>
/// The store's file, held for one engine by a lock that the kernel takes away when the process dies, and looked at before SQLite does:
/// SQLite would already write to a file that it opens after a crash.
/// </summary>
internal sealed class StoreFile : IDisposable
{
    /// <summary>"Weir", in the field of the header that tells file(1) whose database it is.</summary>
    public const int ApplicationId = 0x57656972;

    private const int HeaderLength = 100;
    private const int VersionOffset = 60;
    private const int ApplicationIdOffset = 68;

    private readonly FileStream _stream;

    private StoreFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
    }

    /// <summary>Its whole path.</summary>
    public string Path { get; }

    /// <exception cref="PolicyStoreException">The file cannot be opened, or another engine has it.</exception>
    public static StoreFile Open(string path, bool createIfMissing)
    {
        path = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            throw Failure.IsDirectory(path);
        }

        if (!Directory.Exists(System.IO.Path.GetDirectoryName(path)))
        {
            throw Failure.DirectoryMissing(path);
        }

        // FileShare.None is flock(2), which SQLite's own locks, by fcntl(2), do not meet. The stream must outlive SQLite's use of the
        // file: closing any descriptor of a file gives up all its fcntl locks.
        var options = new FileStreamOptions
        {
            Mode = createIfMissing ? FileMode.OpenOrCreate : FileMode.Open,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (createIfMissing && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new StoreFile(path, new FileStream(path, options));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failure.Of(failure, path);
        }
    }

    /// <summary>Reads the version of the schema without changing anything; 0 for an empty file.</summary>
    /// <exception cref="PolicyStoreException">The file is no store, or of a newer version.</exception>
    public long ReadVersion(int newestKnown)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var length = RandomAccess.Read(_stream.SafeFileHandle, header, fileOffset: 0);
        if (length == 0)
        {
            return File.Exists(Path + "-wal")
                ? throw Failure.Damaged(Path, "it is empty, and its write-ahead log is there")
                : 0;
        }

        if (length < HeaderLength || !header.StartsWith("SQLite format 3\0"u8))
        {
            throw Failure.NotAStore(Path, "another kind of file");
        }

        if (BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdOffset..]) is var application and not ApplicationId)
        {
            throw Failure.NotAStore(Path, $"a database of another program (application_id 0x{application:x8})");
        }

        var version = BinaryPrimitives.ReadInt32BigEndian(header[VersionOffset..]);
        return version > newestKnown ? throw Failure.NewerVersion(Path, version, newestKnown) : version;
    }

    public void Dispose() => _stream.Dispose();
}
