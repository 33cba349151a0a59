using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weir.Engine;

public sealed unsafe partial class PolicyImage
{
    /// <summary>Packets that go through the image side by side.</summary>
    private const int PacketsAbreast = 16;

    /// <summary>Tables of a packet that are looked into ahead of its turn: most packets have no more.</summary>
    private const int TablesAhead = 4;

    /// <summary>Bytes of an image that the processor's own caches are thought to hold, so that asking ahead costs more than it saves.</summary>
    private const int CachedSize = 1 << 21;

    /// <summary>
    /// Classifies packets, as if no callout was registered. Several go through the image side by side, so that what one waits for in memory
    /// is on its way while others are worked at. Those of a few that go together meet one version. Allocates nothing.
    /// </summary>
    /// <param name="packets">The packets.</param>
    /// <param name="filterIds">Gets the filter that decided each, or 0; when it is shorter, for the first packets.</param>
    /// <exception cref="ArgumentException">The packets are those of another layer, or fewer than answers are wanted.</exception>
    public void Classify(PacketBatch packets, Span<ulong> filterIds)
    {
        ArgumentNullException.ThrowIfNull(packets);
        if (packets.Layer != Layer)
        {
            throw new ArgumentException($"The image is for {Layer}, the packets are those of {packets.Layer}.", nameof(packets));
        }

        if (filterIds.Length > packets.Count)
        {
            throw new ArgumentException($"{filterIds.Length} answers are wanted of {packets.Count} packets.", nameof(filterIds));
        }

        for (var first = 0; first < filterIds.Length; first += PacketsAbreast)
        {
            var answers = filterIds.Slice(first, Math.Min(PacketsAbreast, filterIds.Length - first));
            if (_layout.IsWide)
            {
                ClassifyAbreast<ImageFamily6>(packets, first, answers);
            }
            else
            {
                ClassifyAbreast<ImageFamily4>(packets, first, answers);
            }
        }

        GC.KeepAlive(_memory);
    }

    /// <summary>Classifies one packet of a batch, as if no callout was registered. Allocates nothing.</summary>
    /// <param name="packets">The packets.</param>
    /// <param name="index">Index of the packet.</param>
    /// <returns>The filter that decided, or 0.</returns>
    /// <exception cref="ArgumentException">The packets are those of another layer, or there is no such packet.</exception>
    public ulong Classify(PacketBatch packets, int index)
    {
        ArgumentNullException.ThrowIfNull(packets);
        if (packets.Layer != Layer)
        {
            throw new ArgumentException($"The image is for {Layer}, the packets are those of {packets.Layer}.", nameof(packets));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)packets.Count, nameof(index));
        ulong filterId = 0;
        if (_layout.IsWide)
        {
            ClassifyAbreast<ImageFamily6>(packets, index, new Span<ulong>(ref filterId));
        }
        else
        {
            ClassifyAbreast<ImageFamily4>(packets, index, new Span<ulong>(ref filterId));
        }

        GC.KeepAlive(_memory);
        return filterId;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ClassifyAbreast<TFamily>(PacketBatch packets, int first, Span<ulong> filterIds)
        where TFamily : struct, IImageFamily
    {
        var image = _memory.Pointer;
        var mask = _memory.Mask;
        var version = LoadVersion();
        var candidates = stackalloc ulong[PacketsAbreast];
        for (var i = 0; i < filterIds.Length; i++)
        {
            candidates[i] = ImageWalk.Candidates<TFamily>(image, mask, packets.KeyOf(first + i));
        }

        if (Sse.IsSupported && filterIds.Length > 1 && Capacity > CachedSize)
        {
            FetchAhead<TFamily>(packets, first, candidates, filterIds.Length);
        }

        var callouts = default(NoCallouts);
        for (var i = 0; i < filterIds.Length; i++)
        {
            var packet = first + i;
            filterIds[i] = Classify<TFamily, NoCallouts>(
                version, candidates[i], packets.KeyOf(packet), packets.WordsOf(packet), packets.ValuesOf(packet), ref callouts, [], out _).FilterId;
        }
    }

    /// <summary>Asks for the slots of the first tables of each packet, and when they are on their way, for the chains that they name.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FetchAhead<TFamily>(PacketBatch packets, int first, ulong* candidates, int count)
        where TFamily : struct, IImageFamily
    {
        var image = _memory.Pointer;
        var mask = _memory.Mask;
        var tables = ((ImageHeader*)image)->Tables;
        var slots = stackalloc ulong*[PacketsAbreast * TablesAhead];
        var tags = stackalloc uint[PacketsAbreast * TablesAhead];
        var fetched = 0;
        for (var i = 0; i < count; i++)
        {
            var key = packets.KeyOf(first + i);
            var words = packets.WordsOf(first + i);
            var groups = candidates[i];
            for (var table = 0; table < TablesAhead && groups != 0; table++, groups &= groups - 1)
            {
                var record = (ImageTable*)(image + (ImageWalk.FirstTable(tables, groups) & mask));
                var tag = ImageWalk.TagOf<TFamily, UnboundedLoop>(record, key, words);
                var slot = (ulong*)(image + ImageWalk.SlotOf(record, tag, mask));
                Sse.Prefetch0(slot);
                slots[fetched] = slot;
                tags[fetched++] = tag;
            }
        }

        for (var i = 0; i < fetched; i++)
        {
            var content = *slots[i];
            if ((uint)content == tags[i])
            {
                Sse.Prefetch0(image + (((uint)(content >> 32) << ImageWalk.PlaceShift) & mask));
            }
        }
    }
}
