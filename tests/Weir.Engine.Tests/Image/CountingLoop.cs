namespace Weir.Engine.Tests.Image;

/// <summary>The walk on the CLR, which counts the turns of its loops: one for each table, slot, entry, word, test and step of a search.</summary>
internal readonly unsafe struct CountingLoop : IImageLoop
{
    [ThreadStatic]
    private static int t_turns;

    public static bool MayContinue()
    {
        t_turns++;
        return true;
    }

    public static ulong Word(ulong* words, uint index) => UnboundedLoop.Word(words, index);

    /// <summary>The turns that the search for a packet takes in an image of one sublayer.</summary>
    public static int TurnsFor(PolicyImage image, FieldValues values)
    {
        var packets = new PacketBatch(image.Layer.Id);
        packets.Add(values);
        t_turns = 0;
        if (image.IsWide)
        {
            Find<ImageFamily6>(image, packets);
        }
        else
        {
            Find<ImageFamily4>(image, packets);
        }

        return t_turns;
    }

    private static void Find<TFamily>(PolicyImage image, PacketBatch packets)
        where TFamily : struct, IImageFamily
    {
        var bytes = image.Memory.Pointer;
        var mask = image.Memory.Mask;
        var key = packets.KeyOf(0);
        var sets = default(ImageSets);
        ImageWalk.FindBest<TFamily, CountingLoop>(
            bytes, mask, ImageWalk.Version(bytes), key, packets.WordsOf(0), &sets, ImageWalk.Candidates<TFamily>(bytes, mask, key), subLayer: 0, from: 0);
        GC.KeepAlive(image);
    }
}
