using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>What the hash maps have in common: keys compared byte by byte, values that stay where they are until deleted.</summary>
/// <typeparam name="TKey">The key; padding bytes count, so clear them.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
public abstract unsafe class KeyedMap<TKey, TValue> : Map
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly Dictionary<KeyBytes, nint> _values = [];
    private readonly Lock _lock = new();

    private protected KeyedMap(MapType type, uint maxEntries, MapFlags flags)
        : base(type, (uint)sizeof(TKey), (uint)sizeof(TValue), maxEntries, flags)
    {
    }

    /// <summary>How many entries the emulation holds.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _values.Count;
            }
        }
    }

    /// <summary>The address of the value of a key, or null when there is none. The verifier demands the null test.</summary>
    /// <param name="key">The key.</param>
    [Intrinsic(Intrinsic.MapLookup)]
    public TValue* Lookup(TKey* key)
    {
        lock (_lock)
        {
            return _values.TryGetValue(new KeyBytes(key), out var value) ? (TValue*)value : null;
        }
    }

    /// <summary>Inserts or replaces the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, copied.</param>
    /// <param name="mode">Whether the key may exist already.</param>
    /// <returns>0, or a negative errno: -17 (exists), -2 (does not exist), -7 (map is full).</returns>
    [Intrinsic(Intrinsic.MapUpdate)]
    public long Update(TKey* key, TValue* value, UpdateMode mode = UpdateMode.Any)
    {
        const long exists = -17, doesNotExist = -2, full = -7;
        lock (_lock)
        {
            var keyBytes = new KeyBytes(key);
            if (_values.TryGetValue(keyBytes, out var place))
            {
                if (mode == UpdateMode.OnlyInsert)
                    return exists;
                *(TValue*)place = *value;
                return 0;
            }

            if (mode == UpdateMode.OnlyReplace)
                return doesNotExist;
            if (_values.Count >= MaxEntries && !MakeRoom(_values))
                return full;
            var memory = (TValue*)NativeMemory.Alloc((nuint)sizeof(TValue));
            *memory = *value;
            _values.Add(keyBytes, (nint)memory);
            return 0;
        }
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>0, or -2 when there is no such key.</returns>
    [Intrinsic(Intrinsic.MapDelete)]
    public long Delete(TKey* key)
    {
        lock (_lock)
        {
            return _values.Remove(new KeyBytes(key)) ? 0 : -2;
        }
    }

    /// <summary>Copies the entries of the emulation, in no order.</summary>
    public KeyValuePair<TKey, TValue>[] ToArray()
    {
        lock (_lock)
        {
            return [.. _values.Select(pair => KeyValuePair.Create(pair.Key.Key, *(TValue*)pair.Value))];
        }
    }

    private protected virtual bool MakeRoom(Dictionary<KeyBytes, nint> values) => false;

    /// <summary>A copy of a key that is compared by its bytes, as the kernel does.</summary>
    private protected readonly struct KeyBytes(TKey* key) : IEquatable<KeyBytes>
    {
        private readonly TKey _key = *key;

        public TKey Key => _key;

        public bool Equals(KeyBytes other) => Bytes(in _key).SequenceEqual(Bytes(in other._key));

        public override bool Equals(object? obj) => obj is KeyBytes other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(Bytes(in _key));
            return hash.ToHashCode();
        }

        private static ReadOnlySpan<byte> Bytes(ref readonly TKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
    }
}
