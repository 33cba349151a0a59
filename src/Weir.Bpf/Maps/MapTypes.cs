using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Bpf;

/// <summary>How unmanaged types become the bytes of keys and values.</summary>
internal static class MapTypes
{
    internal static void Require<TKey, TValue>(BpfMap map)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireSize<TKey>(map, "keys", map.KeySize);
        RequireSize<TValue>(map, "values", map.ValueSize);
    }

    internal static ReadOnlySpan<byte> Bytes<T>(ref readonly T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    internal static Span<byte> WritableBytes<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>(ref value));

    private static void RequireSize<T>(BpfMap map, string what, int expected)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != expected)
        {
            throw new ArgumentException(
                $"{typeof(T).Name} is {Unsafe.SizeOf<T>()} bytes, but the {what} of {map} are {expected} bytes.");
        }
    }
}
