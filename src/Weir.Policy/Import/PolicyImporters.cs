using System.Collections.Immutable;
using System.Text;

namespace Weir.Policy;

/// <summary>The importers that there are, and which of them a file needs.</summary>
public static class PolicyImporters
{
    /// <summary>How many characters of a file <see cref="IPolicyImporter.Recognizes"/> gets to see.</summary>
    public const int BeginningLength = 4096;

    /// <summary>All of them.</summary>
    public static ImmutableArray<IPolicyImporter> All { get; } = [new WfpXmlImporter(), new NftablesImporter(), new IptablesImporter()];

    /// <summary>The importer with this name, or null.</summary>
    public static IPolicyImporter? Find(string name) => All.FirstOrDefault(importer => importer.Name == name);

    /// <summary>The importer of a file, by what it begins with; null when it is none's, as a policy file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IPolicyImporter? Recognize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            throw new IOException($"{path} is a directory; name a file in it");
        using var stream = File.OpenRead(path);
        return Recognize(stream);
    }

    /// <summary>The importer of a file, by what it begins with; null when it is none's, as a policy file.</summary>
    /// <param name="stream">The file, at its start; it is left where reading ended.</param>
    public static IPolicyImporter? Recognize(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var characters = new char[BeginningLength];
        var beginning = new string(characters, 0, reader.ReadBlock(characters));
        return All.FirstOrDefault(importer => importer.Recognizes(beginning));
    }

    /// <summary>Reads a file with an importer.</summary>
    /// <param name="importer">The importer.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">What the file does not say; its <see cref="ImportOptions.FileName"/> becomes the path.</param>
    /// <exception cref="PolicyException">The file is not of the importer's format, or is too large; says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ImportResult Load(this IPolicyImporter importer, string path, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(importer);
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            throw new IOException($"{path} is a directory; name a file in it");
        using var stream = File.OpenRead(path);
        return importer.Import(stream, (options ?? new ImportOptions()) with { FileName = path });
    }
}
