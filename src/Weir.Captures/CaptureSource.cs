namespace Weir.Captures;

/// <summary>A stream with the offset of what is read from it.</summary>
internal sealed class CaptureSource(Stream stream)
{
    /// <summary>Bytes read so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the record or block begins that is being read; complaints name it.</summary>
    public long RecordOffset { get; private set; }

    /// <summary>Begins a record with its first bytes, or answers null at the end of the file.</summary>
    public byte[]? BeginRecord(int count, string ifCut)
    {
        RecordOffset = Offset;
        var bytes = new byte[count];
        var got = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        Offset += got;
        if (got == 0)
            return null;
        return got == count ? bytes : throw Damaged(ifCut);
    }

    /// <summary>Reads more of the record.</summary>
    public byte[] Read(int count, string ifCut)
    {
        var bytes = new byte[count];
        var got = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        Offset += got;
        return got == count ? bytes : throw Damaged(ifCut);
    }

    public CaptureFormatException Damaged(string problem) => new(RecordOffset, problem);
}
