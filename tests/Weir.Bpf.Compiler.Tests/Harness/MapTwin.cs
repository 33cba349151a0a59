using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>A map in the kernel beside its emulation on the CLR.</summary>
public sealed unsafe class MapTwin : IDisposable
{
    private readonly Map _emulated;
    private readonly MethodInfo? _lookup;

    /// <summary>Creates the kernel's map of a declaration.</summary>
    /// <param name="declaration">A map that a compiled program uses.</param>
    public MapTwin(MapDeclaration declaration)
    {
        Key = declaration.Key;
        Kernel = BpfMap.Create(declaration.Spec);
        _emulated = declaration.Map;
        _lookup = _emulated.GetType().GetMethod("Lookup");
    }

    /// <summary>The name that programs know it by.</summary>
    public string Key { get; }

    /// <summary>The kernel's map.</summary>
    public BpfMap Kernel { get; }

    /// <summary>Gives an array the same random contents on both sides; other maps stay empty.</summary>
    /// <param name="random">Where the bytes come from.</param>
    public void Fill(Random random)
    {
        if (_emulated.Type != MapType.Array)
            return;
        for (uint index = 0; index < _emulated.MaxEntries; index++)
        {
            var value = EmulatedValue(index);
            random.NextBytes(value);
            Kernel.Update(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)), value);
        }
    }

    /// <summary>Tells the first difference between the two, or null.</summary>
    public string? Difference() => _emulated.Type switch
    {
        MapType.Array or MapType.PerCpuArray => ArrayDifference(),
        MapType.Hash or MapType.LruHash or MapType.PerCpuHash => HashDifference(),
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => Kernel.Dispose();

    private string? ArrayDifference()
    {
        for (uint index = 0; index < _emulated.MaxEntries; index++)
        {
            var emulated = EmulatedValue(index);
            if (Compare($"[{index}]", MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)), emulated) is { } difference)
                return difference;
        }

        return null;
    }

    private string? HashDifference()
    {
        var count = 0;
        var previous = Array.Empty<byte>();
        var key = new byte[Kernel.KeySize];
        while (Kernel.TryGetNextKey(previous, key))
        {
            count++;
            var shown = $"[{Convert.ToHexStringLower(key)}]";
            fixed (byte* pointer = key)
            {
                var value = (byte*)Pointer.Unbox(_lookup!.Invoke(_emulated, [Pointer.Box(pointer, _lookup.GetParameters()[0].ParameterType)])!);
                if (value == null)
                    return $"{Key}{shown} is only in the kernel";
                if (Compare(shown, key, new ReadOnlySpan<byte>(value, (int)_emulated.ValueSize)) is { } difference)
                    return difference;
            }

            previous = [.. key];
        }

        var emulatedCount = (int)_emulated.GetType().GetProperty("Count")!.GetValue(_emulated)!;
        return count == emulatedCount ? null : $"{Key} has {count} entries in the kernel and {emulatedCount} on the CLR";
    }

    private string? Compare(string shown, ReadOnlySpan<byte> key, ReadOnlySpan<byte> emulated)
    {
        var element = new byte[Kernel.ElementSize];
        if (!Kernel.TryLookup(key, element))
            return $"{Key}{shown} is not in the kernel";
        var value = Kernel.IsPerCpu ? SumOfProcessors(element) : element;
        return emulated.SequenceEqual(value)
            ? null
            : $"{Key}{shown} is {Convert.ToHexStringLower(value)} in the kernel and {Convert.ToHexStringLower(emulated)} on the CLR";
    }

    private static byte[] SumOfProcessors(byte[] element)
    {
        ulong sum = 0;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(element))
            sum += word;
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, sum);
        return bytes;
    }

    private Span<byte> EmulatedValue(uint index) =>
        new(Pointer.Unbox(_lookup!.Invoke(_emulated, [index])!), (int)_emulated.ValueSize);
}
