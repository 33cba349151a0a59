namespace Weir.Policy;

/// <summary>
/// Reads the policy of another firewall into objects of the engine. What cannot come in is named in the report, with the reason: an
/// importer never opens or closes anything silently. docs/guides/17-import.md shows how to write one.
/// </summary>
public interface IPolicyImporter
{
    /// <summary>The name of the format on the command line, for example <c>wfp-xml</c>.</summary>
    string Name { get; }

    /// <summary>What it reads, in a few words.</summary>
    string Description { get; }

    /// <summary>Whether a file looks like this format.</summary>
    /// <param name="beginning">
    /// The first characters of the file, <see cref="PolicyImporters.BeginningLength"/> at most, without a byte order mark.
    /// </param>
    bool Recognizes(string beginning);

    /// <summary>Reads a policy.</summary>
    /// <param name="stream">The file; it is read once, from where it stands, and left open.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="PolicyException">The file is not of this format, or is too large; says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    ImportResult Import(Stream stream, ImportOptions options);
}
