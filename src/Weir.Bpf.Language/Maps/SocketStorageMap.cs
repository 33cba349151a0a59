using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>A value that lives and dies with a socket (<c>BPF_MAP_TYPE_SK_STORAGE</c>).</summary>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="flags">Creation flags; <see cref="MapFlags.NoPreallocation"/> is always added.</param>
public sealed unsafe class SocketStorageMap<TValue>(MapFlags flags = MapFlags.None)
    : Map(MapType.SocketStorage, sizeof(int), (uint)sizeof(TValue), 0, flags | MapFlags.NoPreallocation)
    where TValue : unmanaged
{
    private readonly ConcurrentDictionary<nint, nint> _values = new();

    /// <summary>The address of a socket's value, or null. The verifier demands the null test.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="initial">The value to begin with, or null for zero.</param>
    /// <param name="flags">1 (<c>BPF_SK_STORAGE_GET_F_CREATE</c>) creates the value when the socket has none.</param>
    [Intrinsic(Intrinsic.SocketStorageGet)]
    public TValue* Get(void* socket, TValue* initial, ulong flags)
    {
        if (_values.TryGetValue((nint)socket, out var found))
            return (TValue*)found;
        if (flags == 0)
            return null;
        var value = (TValue*)NativeMemory.AllocZeroed((nuint)sizeof(TValue));
        if (initial != null)
            *value = *initial;
        return _values.TryAdd((nint)socket, (nint)value) ? value : (TValue*)_values[(nint)socket];
    }
}
