namespace Weir.Bpf;

/// <summary>The place in a map where the next batch of <see cref="BpfMap.LookupBatch"/> starts. New = at the beginning.</summary>
public sealed class MapCursor
{
    private byte[]? _position;

    /// <summary>Whether the last batch reached the end of the map.</summary>
    public bool AtEnd { get; private set; }

    // The kernel's position is opaque: a bucket number (hash) or a key (arrays, tries); null before the first batch.
    internal byte[]? Position => _position;

    internal void MoveTo(byte[] position, bool atEnd)
    {
        _position = position;
        AtEnd = atEnd;
    }
}
