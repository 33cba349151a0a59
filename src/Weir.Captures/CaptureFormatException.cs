namespace Weir.Captures;

/// <summary>A file is no capture, or is damaged. What was read before the place stays valid.</summary>
public sealed class CaptureFormatException : IOException
{
    internal CaptureFormatException(long offset, string problem)
        : base($"at byte {offset}: {problem}") => Offset = offset;

    /// <summary>Place of the record or block that could not be read, in bytes from the beginning of the file.</summary>
    public long Offset { get; }
}
