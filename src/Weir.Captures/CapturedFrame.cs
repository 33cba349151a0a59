namespace Weir.Captures;

/// <summary>One frame of a capture file.</summary>
public sealed record CapturedFrame
{
    /// <summary>Its number in the file, from 1, as capture tools count.</summary>
    public required int Number { get; init; }

    /// <summary>When it was captured; null when the file does not say (pcapng's simple packet block).</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What the bytes begin with.</summary>
    public required LinkType LinkType { get; init; }

    /// <summary>The bytes that the file has.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>How many bytes the frame had on the wire.</summary>
    public required uint OriginalLength { get; init; }

    /// <summary>Whether the file has only the beginning of the frame (snap length).</summary>
    public bool IsCut => (uint)Bytes.Length < OriginalLength;

    /// <summary>What the file says of the frame's way.</summary>
    public CaptureDirection Direction { get; init; }
}
