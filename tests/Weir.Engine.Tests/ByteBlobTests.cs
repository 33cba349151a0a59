namespace Weir.Engine.Tests;

public sealed class ByteBlobTests
{
    [Fact]
    public void Blobs_compare_by_content()
    {
        ByteBlob blob = [1, 2, 3];
        ByteBlob same = [1, 2, 3];
        ByteBlob other = [1, 2, 4];

        Assert.True(blob == same);
        Assert.True(blob != other);
        Assert.Equal(blob.GetHashCode(), same.GetHashCode());
        Assert.False(blob.Equals("1, 2, 3"));
        Assert.Equal(Make.Provider() with { ProviderData = blob }, Make.Provider() with { ProviderData = same });
    }

    [Fact]
    public void The_default_blob_is_empty()
    {
        ByteBlob empty = [];

        Assert.Equal(empty, default);
        Assert.True(default(ByteBlob).IsEmpty);
        Assert.Equal("0 bytes", default(ByteBlob).ToString());
    }

    [Fact]
    public void A_blob_is_a_copy()
    {
        byte[] bytes = [7, 8];
        ByteBlob blob = [.. bytes];
        bytes[0] = 0;

        ByteBlob longer = [0, .. blob];
        Assert.Equal([7, 8], blob.Bytes.ToArray());
        Assert.Equal([0, 7, 8], longer.Bytes.ToArray());
        Assert.Equal(2, blob.Length);
    }
}
