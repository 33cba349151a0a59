using System.Numerics;
using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// Where an image has the fields of a layer: in the key, in the words, or nowhere. Bits and words of what programs read from packets are those
/// of <see cref="IncomingPlaces"/>, whatever the layer.
/// </summary>
internal sealed class ImageLayout
{
    private const byte NoWord = byte.MaxValue;
    private const byte NoBit = byte.MaxValue;

    private readonly byte[] _words;
    private readonly byte[] _bits;

    private ImageLayout(Layer layer)
    {
        Layer = layer;

        // Layers of forwarded packets have no local end; to the tables the source is as good.
        LocalAddress = IndexOf(layer, Fields.IpLocalAddress, Fields.IpSourceAddress);
        RemoteAddress = IndexOf(layer, Fields.IpRemoteAddress, Fields.IpDestinationAddress);
        LocalPort = IndexOf(layer, Fields.IpLocalPort, Fields.IpSourcePort);
        RemotePort = IndexOf(layer, Fields.IpRemotePort, Fields.IpDestinationPort);
        Protocol = IndexOf(layer, Fields.IpProtocol);
        IsWide = Holds(layer, LocalAddress, DataType.ByteArray16) || Holds(layer, RemoteAddress, DataType.ByteArray16);
        _words = new byte[layer.Fields.Length];
        _bits = new byte[layer.Fields.Length];
        var bits = 0UL;
        var end = 0;
        foreach (var field in layer.Fields)
        {
            _words[field.Index] = NoWord;
            if (IncomingPlaces.Find(field.Key) is { } place && (bits & (1UL << place.Bit)) == 0)
            {
                var word = place.Word - SizeOf(field) + 1;
                (_bits[field.Index], _words[field.Index]) = (place.Bit, (byte)word);
                bits |= 1UL << place.Bit;
                end = Math.Max(end, place.Word + 1);
            }
            else
            {
                _bits[field.Index] = NoBit;
            }
        }

        // What programs do not know has the places behind theirs, and the bits that are free.
        var next = IncomingPlaces.Count;
        var free = ~bits;
        foreach (var field in layer.Fields.Where(field => _bits[field.Index] == NoBit))
        {
            var above = free >> IncomingPlaces.Count;
            var bit = above != 0 ? IncomingPlaces.Count + BitOperations.TrailingZeroCount(above) : BitOperations.TrailingZeroCount(free);
            _bits[field.Index] = (byte)bit;
            free &= ~(1UL << bit);
            var size = SizeOf(field);
            if (size != 0 && next + size <= ImageWalk.WordCapacity)
            {
                _words[field.Index] = (byte)next;
                end = next += size;
            }
        }

        WordCount = end;
    }

    public Layer Layer { get; }

    /// <summary>Number of words that a packet needs.</summary>
    public int WordCount { get; }

    /// <summary>True for 128-bit addresses.</summary>
    public bool IsWide { get; }

    /// <summary>Index of the field, or -1 when the layer has none.</summary>
    public int LocalAddress { get; }

    /// <summary>Index of the field, or -1 when the layer has none.</summary>
    public int RemoteAddress { get; }

    /// <summary>Index of the field, or -1 when the layer has none.</summary>
    public int LocalPort { get; }

    /// <summary>Index of the field, or -1 when the layer has none.</summary>
    public int RemotePort { get; }

    /// <summary>Index of the field, or -1 when the layer has none.</summary>
    public int Protocol { get; }

    /// <summary>Bits of all fields of the layer.</summary>
    public ulong AllFields => Layer.Fields.Length == 64 ? ulong.MaxValue : (1UL << Layer.Fields.Length) - 1;

    public static ImageLayout Of(Layer layer) => new(layer);

    /// <summary>The field's bit in <see cref="ImageKey.PresentFields"/>.</summary>
    public byte BitOf(LayerField field) => _bits[field.Index];

    /// <summary>
    /// The field's first word, or null for a field that has none, of which an image can only test the presence. Bytes and text have a
    /// <see cref="ImageHash.Of"/> there, by which filters are found and no test is decided.
    /// </summary>
    public byte? WordOf(LayerField field) => _words[field.Index] == NoWord ? null : _words[field.Index];

    /// <summary>True when an image can test the condition; otherwise it must be tested on the CLR.</summary>
    public bool CanTest(PlanCondition condition) =>
        condition.ValueTests.IsEmpty
        && ((_words[condition.Field.Index] != NoWord && condition.Field.Type.IsNumber()) || (condition.Ranges.IsEmpty && condition.FlagsTests.IsEmpty));

    /// <summary>True when bytes or text of the field stand in its word as a hash.</summary>
    public static bool IsHashed(LayerField field) => field.Type is DataType.ByteBlob or DataType.UnicodeString;

    /// <summary>What stands in the word of a field for a value of it.</summary>
    public static UInt128 NumberOf(FilterValue value) => value.Type switch
    {
        DataType.ByteBlob => ImageHash.Of(value.ToByteBlob().Bytes),
        DataType.UnicodeString => ImageHash.Of(MemoryMarshal.AsBytes(value.ToUnicodeString().AsSpan())),
        _ => value.OrderedNumber,
    };

    /// <summary>Writes the values of a packet in the form that the walk reads.</summary>
    /// <param name="values">The values; of this layer.</param>
    /// <param name="fields">The fields, as bits, whose words and presence are wanted.</param>
    /// <param name="key">Written whole.</param>
    /// <param name="words">Written where a wanted field is present.</param>
    public unsafe void Write(FieldValues values, ulong fields, ImageKey* key, ulong* words)
    {
        *key = default;
        if (TryRead(values, LocalAddress, key, ImageKeyFields.LocalAddress, out var number))
        {
            (key->LocalHigh, key->LocalLow) = ((ulong)(number >> 64), (ulong)number);
        }

        if (TryRead(values, RemoteAddress, key, ImageKeyFields.RemoteAddress, out number))
        {
            (key->RemoteHigh, key->RemoteLow) = ((ulong)(number >> 64), (ulong)number);
        }

        if (TryRead(values, RemotePort, key, ImageKeyFields.RemotePort, out number))
        {
            key->Ports = (ushort)number;
        }

        if (TryRead(values, LocalPort, key, ImageKeyFields.LocalPort, out number))
        {
            key->Ports |= (ulong)(ushort)number << 16;
        }

        if (TryRead(values, Protocol, key, ImageKeyFields.Protocol, out number))
        {
            key->Ports |= (ulong)(byte)number << 32;
        }

        for (; fields != 0; fields &= fields - 1)
        {
            var index = BitOperations.TrailingZeroCount(fields);
            var value = values[index];
            if (value.Type == DataType.Empty)
            {
                continue;
            }

            key->PresentFields |= 1UL << _bits[index];
            int word = _words[index];
            if (word == NoWord)
            {
                continue;
            }

            number = NumberOf(value);
            if (value.Type == DataType.ByteArray16)
            {
                words[word++] = (ulong)(number >> 64);
            }

            words[word] = (ulong)number;
        }
    }

    private static unsafe bool TryRead(FieldValues values, int field, ImageKey* key, byte bit, out UInt128 number)
    {
        if (field < 0 || values[field] is not { Type: not DataType.Empty } value)
        {
            number = 0;
            return false;
        }

        key->PresentFields |= bit;
        number = value.Number;
        return true;
    }

    /// <summary>Words that the field takes.</summary>
    private static int SizeOf(LayerField field) => !field.Type.IsNumber() && !IsHashed(field) ? 0 : field.Type == DataType.ByteArray16 ? 2 : 1;

    private static int IndexOf(Layer layer, FieldKey key, FieldKey? otherwise = null) =>
        layer.FindField(key)?.Index ?? (otherwise is { } other ? IndexOf(layer, other) : -1);

    private static bool Holds(Layer layer, int field, DataType type) => field >= 0 && layer.Fields[field].Type == type;
}
