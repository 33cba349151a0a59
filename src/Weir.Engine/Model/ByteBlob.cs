using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Weir.Engine;

/// <summary>
/// Immutable bytes that the engine keeps and does not read (WFP: <c>FWP_BYTE_BLOB</c>). Compares by content, so that two specs with the
/// same bytes are equal. Write it as a collection expression: <c>Data = [1, 2, 3]</c> or <c>Data = [.. bytes]</c>.
/// </summary>
[CollectionBuilder(typeof(ByteBlob), nameof(Create))]
public readonly struct ByteBlob : IEquatable<ByteBlob>
{
    private readonly ImmutableArray<byte> _bytes;

    private ByteBlob(ImmutableArray<byte> bytes) => _bytes = bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan();

    /// <summary>Number of bytes.</summary>
    public int Length => Bytes.Length;

    /// <summary>True when there are no bytes, as in the default value.</summary>
    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>Copies bytes.</summary>
    public static ByteBlob Create(ReadOnlySpan<byte> bytes) => new([.. bytes]);

    /// <summary>The bytes in their order.</summary>
    public ReadOnlySpan<byte>.Enumerator GetEnumerator() => Bytes.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ByteBlob other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteBlob other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Whether two blobs have the same bytes.</summary>
    public static bool operator ==(ByteBlob left, ByteBlob right) => left.Equals(right);

    /// <summary>Whether two blobs have different bytes.</summary>
    public static bool operator !=(ByteBlob left, ByteBlob right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => $"{Length} bytes";
}
