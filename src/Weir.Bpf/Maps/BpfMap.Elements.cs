using System.Runtime.CompilerServices;
using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf;

public sealed partial class BpfMap
{
    /// <summary>
    /// Size in bytes of what a lookup fills and an update reads: <see cref="ValueSize"/>, or for per-CPU maps
    /// that size rounded up to 8 bytes, for each possible processor.
    /// </summary>
    public int ElementSize => IsPerCpu ? ValueStride * PossibleProcessors.Count : ValueSize;

    /// <summary>Whether each processor has a value of its own.</summary>
    public bool IsPerCpu => Type is MapType.PerCpuHash or MapType.PerCpuArray;

    /// <summary>Distance in bytes between the values of an array, or between the processors' values of one key.</summary>
    internal int ValueStride => (ValueSize + 7) & ~7;

    /// <summary>A view of the map with typed keys and values.</summary>
    /// <typeparam name="TKey">Type of the keys; its size must be <see cref="KeySize"/>.</typeparam>
    /// <typeparam name="TValue">Type of the values; its size must be <see cref="ValueSize"/>.</typeparam>
    /// <exception cref="ArgumentException">A type has another size than the map's, or the map is a per-CPU map.</exception>
    public MapView<TKey, TValue> View<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(this);

    /// <summary>A view of a per-CPU map with typed keys and values.</summary>
    /// <typeparam name="TKey">Type of the keys; its size must be <see cref="KeySize"/>.</typeparam>
    /// <typeparam name="TValue">Type of one processor's value; its size must be <see cref="ValueSize"/>.</typeparam>
    /// <exception cref="ArgumentException">A type has another size than the map's, or the map is not a per-CPU map.</exception>
    public PerCpuMapView<TKey, TValue> PerCpuView<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(this);

    /// <summary>Copies the value of a key.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes.</param>
    /// <param name="element">Receives the value, <see cref="ElementSize"/> bytes.</param>
    /// <returns>False when the map does not hold the key.</returns>
    /// <exception cref="ArgumentException">A span has another size than the map's.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public unsafe bool TryLookup(ReadOnlySpan<byte> key, Span<byte> element)
    {
        RequireSize(key.Length, KeySize);
        RequireSize(element.Length, ElementSize);
        fixed (byte* keyPointer = key, elementPointer = element)
        {
            return InvokeElement(bpf_cmd.BPF_MAP_LOOKUP_ELEM, keyPointer, elementPointer, 0) switch
            {
                >= 0 => true,
                -LibC.ENOENT => false,
                int error => throw BpfException.FromErrno(-error, $"look up a key of {this}"),
            };
        }
    }

    /// <summary>Adds a key or replaces its value.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes.</param>
    /// <param name="element">The value, <see cref="ElementSize"/> bytes.</param>
    /// <exception cref="ArgumentException">A span has another size than the map's.</exception>
    /// <exception cref="BpfException">The map is full, an array's index is beyond its end, or the kernel refuses.</exception>
    public unsafe void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> element)
    {
        RequireSize(key.Length, KeySize);
        RequireSize(element.Length, ElementSize);
        fixed (byte* keyPointer = key, elementPointer = element)
        {
            int result = InvokeElement(bpf_cmd.BPF_MAP_UPDATE_ELEM, keyPointer, elementPointer, Constants.BPF_ANY);
            if (result < 0)
                throw DescribeUpdateRefusal(-result);
        }
    }

    /// <summary>Adds a key or replaces its value, when the map is as expected.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes.</param>
    /// <param name="element">The value, <see cref="ElementSize"/> bytes.</param>
    /// <param name="mode">Whether the key has to be absent or present.</param>
    /// <returns>False when the key is present and should not be, or the reverse; nothing was changed then.</returns>
    /// <exception cref="ArgumentException">A span has another size than the map's.</exception>
    /// <exception cref="BpfException">The map is full, an array's index is beyond its end, or the kernel refuses.</exception>
    public unsafe bool TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> element, UpdateMode mode)
    {
        RequireSize(key.Length, KeySize);
        RequireSize(element.Length, ElementSize);
        fixed (byte* keyPointer = key, elementPointer = element)
        {
            return InvokeElement(bpf_cmd.BPF_MAP_UPDATE_ELEM, keyPointer, elementPointer, (ulong)mode) switch
            {
                >= 0 => true,
                -LibC.EEXIST or -LibC.ENOENT => false,
                int error => throw DescribeUpdateRefusal(-error),
            };
        }
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes.</param>
    /// <returns>False when the map does not hold the key.</returns>
    /// <exception cref="ArgumentException">The key has another size than the map's.</exception>
    /// <exception cref="BpfException">The kernel refuses; arrays cannot lose keys.</exception>
    public unsafe bool Delete(ReadOnlySpan<byte> key)
    {
        RequireSize(key.Length, KeySize);
        fixed (byte* keyPointer = key)
        {
            return InvokeElement(bpf_cmd.BPF_MAP_DELETE_ELEM, keyPointer, null, 0) switch
            {
                >= 0 => true,
                -LibC.ENOENT => false,
                int error => throw BpfException.FromErrno(-error, $"delete a key of {this}"),
            };
        }
    }

    /// <summary>Finds the key after a given one, in the map's own order.</summary>
    /// <param name="key">A key, or an empty span for the first key of the map. A key that is gone counts as an empty span.</param>
    /// <param name="next">Receives the key that follows, <see cref="KeySize"/> bytes.</param>
    /// <returns>False when <paramref name="key"/> is the last.</returns>
    /// <exception cref="ArgumentException">A span has another size than the map's.</exception>
    /// <exception cref="BpfException">The kernel refuses; some types have no keys to walk.</exception>
    public unsafe bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        if (!key.IsEmpty)
            RequireSize(key.Length, KeySize);
        RequireSize(next.Length, KeySize);
        fixed (byte* keyPointer = key, nextPointer = next)
        {
            return InvokeElement(bpf_cmd.BPF_MAP_GET_NEXT_KEY, keyPointer, nextPointer, 0) switch
            {
                >= 0 => true,
                -LibC.ENOENT => false,
                int error => throw BpfException.FromErrno(-error, $"walk the keys of {this}"),
            };
        }
    }

    /// <summary>Puts a map into a slot of a map of maps (ARRAY_OF_MAPS, HASH_OF_MAPS); programs see it at once.</summary>
    /// <param name="key">The slot, <see cref="KeySize"/> bytes.</param>
    /// <param name="inner">The map; it must be like the template in type, sizes and flags.</param>
    /// <exception cref="ArgumentException">The key has another size than the map's.</exception>
    /// <exception cref="BpfException">The inner map is unlike the template, or the slot does not exist.</exception>
    public void Update(ReadOnlySpan<byte> key, BpfMap inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        using BpfHandle.Use use = inner._handle.Borrow();
        uint descriptor = use.Descriptor;
        Update(key, MapTypes.Bytes(in descriptor));
    }

    /// <inheritdoc cref="Update(ReadOnlySpan{byte}, BpfMap)"/>
    public void Update(uint key, BpfMap inner) => Update(MapTypes.Bytes(in key), inner);

    /// <summary>Puts a program into a slot of a PROG_ARRAY; tail calls reach it at once.</summary>
    /// <param name="index">The slot.</param>
    /// <param name="program">The program; all programs of one array have the same type and expected attach type.</param>
    /// <exception cref="BpfException">The program is unlike those already there, or the slot does not exist.</exception>
    public void Update(uint index, BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using BpfHandle.Use use = program.Handle.Borrow();
        uint descriptor = use.Descriptor;
        Update(MapTypes.Bytes(in index), MapTypes.Bytes(in descriptor));
    }

    private unsafe int InvokeElement(bpf_cmd command, byte* key, byte* value, ulong flags)
    {
        using BpfHandle.Use use = _handle.Borrow();
        bpf_attr.map_elem attributes = new()
        {
            map_fd = use.Descriptor,
            key = (ulong)key,
            value = (ulong)value,
            flags = flags,
        };
        return BpfCall.Invoke(command, ref attributes);
    }

    private BpfException DescribeUpdateRefusal(int errno)
    {
        string operation = $"update {this}";
        return errno switch
        {
            LibC.E2BIG => BpfException.FromErrno(
                errno, operation, $"it is full, or the index is beyond its {MaxEntries} entries"),
            LibC.EINVAL when Type is MapType.ArrayOfMaps or MapType.HashOfMaps => BpfException.FromErrno(
                errno, operation, "the inner map differs from the template in type, sizes or flags"),
            LibC.EINVAL when Type is MapType.ProgramArray => BpfException.FromErrno(
                errno, operation, "all programs of a PROG_ARRAY must have the same type and expected attach type"),
            _ => BpfException.FromErrno(errno, operation),
        };
    }

    private void RequireSize(int actual, int expected, [CallerArgumentExpression(nameof(actual))] string? what = null)
    {
        if (actual != expected)
            throw new ArgumentException($"{what} is {actual}, but {this} takes {expected} bytes.");
    }
}
