namespace Weir.Captures;

/// <summary>
/// Reads capture files: pcap (IETF draft-ietf-opsawg-pcap; both byte orders, micro- and nanoseconds) and pcapng
/// (draft-ietf-opsawg-pcapng; both byte orders, several sections and interfaces).
/// </summary>
/// <example>
/// <code>
/// foreach (CapturedFrame frame in CaptureFile.Read("trace.pcapng"))
/// {
///     if (InternetPacket.TryFind(frame, out InternetPacket? packet, out _))
///         Console.WriteLine($"{frame.Number}: {packet.Bytes.Length} bytes");
/// }
/// </code>
/// </example>
public static class CaptureFile
{
    /// <summary>Reads a file, frame by frame while it is enumerated.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="CaptureFormatException">While enumerating: the file is no capture, or is damaged behind the frames that came.</exception>
    /// <exception cref="IOException">While enumerating: the file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">While enumerating: the file may not be read.</exception>
    public static IEnumerable<CapturedFrame> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // Opening one would fail with "access denied", and root would not believe it.
        if (Directory.Exists(path))
            throw new IOException($"{path} is a directory; name a capture file in it");
        using var file = File.OpenRead(path);
        foreach (var frame in Read(file))
            yield return frame;
    }

    /// <summary>Reads from a stream, frame by frame while it is enumerated; the stream need not be seekable.</summary>
    /// <param name="stream">At the beginning of a capture. It stays open.</param>
    /// <exception cref="CaptureFormatException">While enumerating: the stream is no capture, or is damaged behind the frames that came.</exception>
    public static IEnumerable<CapturedFrame> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var source = new CaptureSource(stream);
        var magic = source.Read(4, "the file is empty or shorter than its magic number");
        return PcapReader.Recognize(magic, source) is { } pcap ? pcap.ReadFrames()
            : PcapngReader.IsSectionHeader(magic) ? new PcapngReader(source).ReadFrames()
            : throw new CaptureFormatException(0, $"neither pcap nor pcapng begins with {Convert.ToHexStringLower(magic)}");
    }
}
