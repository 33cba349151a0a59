using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>A packet and its context in native memory, as a program that runs on the CLR sees them.</summary>
public sealed unsafe class EmulatedPacket : IDisposable
{
    private readonly byte* _data;
    private readonly TrafficControlContext* _context;
    private readonly int _capacity;

    /// <summary>Reserves memory for packets.</summary>
    /// <param name="capacity">Length of the longest packet in bytes.</param>
    public EmulatedPacket(int capacity)
    {
        _capacity = capacity;
        _data = (byte*)NativeMemory.AllocZeroed((nuint)capacity);
        _context = (TrafficControlContext*)NativeMemory.AllocZeroed((nuint)sizeof(TrafficControlContext));
    }

    /// <summary>The packet's bytes as the last run left them.</summary>
    public ReadOnlySpan<byte> Data => new(_context->Data, (int)(_context->DataEnd - _context->Data));

    /// <summary>The context as the last run left it.</summary>
    public ref readonly TrafficControlContext Context => ref *_context;

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="packet">The packet, copied.</param>
    /// <param name="words">What mark, priority and the five words of cb hold at the start.</param>
    /// <returns>The program's result.</returns>
    public uint Run(delegate*<TrafficControlContext*, int> program, ReadOnlySpan<byte> packet, ReadOnlySpan<uint> words)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(packet.Length, _capacity);
        packet.CopyTo(new Span<byte>(_data, _capacity));
        *_context = new TrafficControlContext
        {
            len = (uint)packet.Length,
            protocol = MemoryMarshal.Read<ushort>(packet[12..]),
            mark = words[0],
            priority = words[1],
            Data = _data,
            DataEnd = _data + packet.Length,
        };
        words.Slice(2, 5).CopyTo(new Span<uint>(_context->cb, 5));
        return (uint)program(_context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_data);
        NativeMemory.Free(_context);
    }
}
