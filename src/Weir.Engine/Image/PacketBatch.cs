using System.Runtime.CompilerServices;

namespace Weir.Engine;

/// <summary>Packets of one layer in the form that policy images search by, for classifying many.</summary>
public sealed unsafe class PacketBatch
{
    private readonly ImageLayout _layout;
    private readonly List<FieldValues> _values = [];
    private ImageKey[] _keys = GC.AllocateArray<ImageKey>(16, pinned: true);
    private ulong[] _words;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="layer">The layer of the packets.</param>
    /// <exception cref="WfpException">There is no such layer.</exception>
    public PacketBatch(LayerId layer)
    {
        _layout = ImageLayout.Of(Layers.Get(layer));
        _words = GC.AllocateArray<ulong>(16 * _layout.WordCount, pinned: true);
    }

    /// <summary>The layer of the packets.</summary>
    public Layer Layer => _layout.Layer;

    /// <summary>Number of packets.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a packet; the values must not change afterwards.</summary>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public void Add(FieldValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Layer != Layer)
        {
            throw new ArgumentException($"The packets are for {Layer}, the values are those of {values.Layer}.", nameof(values));
        }

        if (Count == _keys.Length)
        {
            Grow(ref _keys);
            Grow(ref _words);
        }

        _layout.Write(values, _layout.AllFields, KeyOf(Count), WordsOf(Count));
        _values.Add(values);
        Count++;
    }

    /// <summary>The keys of the packets.</summary>
    internal ReadOnlySpan<ImageKey> Keys => _keys.AsSpan(0, Count);

    internal ImageKey* KeyOf(int index) => (ImageKey*)Unsafe.AsPointer(ref _keys[index]);

    internal ulong* WordsOf(int index) =>
        (ulong*)Unsafe.AsPointer(ref _words[index * _layout.WordCount]);

    internal FieldValues ValuesOf(int index) => _values[index];

    private static void Grow<T>(ref T[] array)
        where T : unmanaged
    {
        var larger = GC.AllocateArray<T>(array.Length * 2, pinned: true);
        array.CopyTo(larger, 0);
        array = larger;
    }
}
