using System.Buffers.Binary;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Turns what programs read of a packet into the values of a layer's fields.</summary>
internal static unsafe class PacketValues
{
    public static FieldValues Of(LayerId layer, IncomingValues read)
    {
        FieldValues values = new(layer);
        foreach (LayerField field in values.Layer.Fields)
        {
            if (IncomingPlaces.Find(field.Key) is { } place && (((ulong)read.Present >> place.Bit) & 1) != 0)
            {
                ulong low = PacketLoop.Word((ulong*)&read, place.Word);
                values[field.Key] = field.Type switch
                {
                    DataType.UInt8 => FilterValue.UInt8((byte)low),
                    DataType.UInt16 => FilterValue.UInt16((ushort)low),
                    DataType.UInt32 => FilterValue.UInt32((uint)low),
                    DataType.ByteArray6 => HardwareAddress(low),
                    _ => FilterValue.ByteArray16(new UInt128(PacketLoop.Word((ulong*)&read, place.Word - 1u), low)),
                };
            }
        }

        return values;
    }

    private static FilterValue HardwareAddress(ulong address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, address);
        return FilterValue.ByteArray6(bytes[2..]);
    }
}
