using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>One program, compiled and loaded, that is run in the kernel and on the CLR with the same packets.</summary>
public sealed unsafe class DifferentialRun : IDisposable
{
    /// <summary>How many words of the context a run sets and compares: mark, priority and the five of cb.</summary>
    public const int WordCount = 7;

    private const int Capacity = 512;
    private const int KernelContextSize = 192;
    private const int MarkOffset = 8;
    private const int PriorityOffset = 32;
    private const int ControlBlockOffset = 48;

    private readonly CompiledProgram _compiled;
    private readonly MethodInfo _method;
    private readonly ImmutableArray<MapTwin> _maps;
    private readonly BpfProgram _program;
    private readonly EmulatedPacket _emulated = new(Capacity);
    private readonly byte[] _kernelData = new byte[Capacity];
    private readonly delegate*<TrafficControlContext*, int> _entry;
    private readonly long? _faultResult;

    private DifferentialRun(MethodInfo method, CompiledProgram compiled, ImmutableArray<MapTwin> maps, BpfProgram program)
    {
        (_method, _compiled, _maps, _program) = (method, compiled, maps, program);
        _entry = (delegate*<TrafficControlContext*, int>)method.MethodHandle.GetFunctionPointer();
        _faultResult = method.GetCustomAttribute<ProgramAttribute>() is { HasFaultResult: true } attribute ? attribute.FaultResult : null;
    }

    /// <summary>Compiles a program, creates its maps with random contents and loads it.</summary>
    /// <param name="method">The program.</param>
    /// <param name="seed">Seed of the maps' contents.</param>
    /// <param name="options">How to compile it; null for the default.</param>
    public static DifferentialRun Start(MethodInfo method, int seed = 1, CompilerOptions? options = null)
    {
        var compiled = ProgramCompiler.Compile(method, options);
        var maps = compiled.Maps.Select(declaration => new MapTwin(declaration)).ToImmutableArray();
        try
        {
            var random = new Random(seed);
            foreach (var map in maps)
                map.Fill(random);
            var program = BpfProgram.Load(compiled.Program, maps.ToDictionary(map => map.Key, map => map.Kernel));
            return new DifferentialRun(method, compiled, maps, program);
        }
        catch
        {
            foreach (var map in maps)
                map.Dispose();
            throw;
        }
    }

    /// <summary>Runs one packet on both sides and compares result and packet.</summary>
    /// <param name="packet">The packet, with its Ethernet header.</param>
    /// <returns>Null when both agree, otherwise what differs.</returns>
    public string? Compare(ReadOnlySpan<byte> packet)
    {
        var result = _program.TestRun(packet, _kernelData);
        var expected = RunOnClr(packet, stackalloc uint[WordCount]);
        return DescribeDifference(result, expected);
    }

    /// <summary>Runs one packet on both sides and compares result, packet and context.</summary>
    /// <param name="packet">The packet, with its Ethernet header.</param>
    /// <param name="words">The context's words at the start.</param>
    /// <returns>Null when both agree, otherwise what differs.</returns>
    public string? Compare(ReadOnlySpan<byte> packet, ReadOnlySpan<uint> words)
    {
        Span<byte> context = stackalloc byte[KernelContextSize];
        context.Clear();
        WriteWords(words, context);
        var result = _program.TestRun(packet, _kernelData, context, context);
        var expected = RunOnClr(packet, words);
        if (DescribeDifference(result, expected) is { } difference)
            return difference;
        Span<uint> kernelWords = stackalloc uint[WordCount];
        ReadWords(context, kernelWords);
        var emulatedWords = WordsOf(in _emulated.Context);
        return kernelWords.SequenceEqual(emulatedWords)
            ? null
            : $"mark, priority and cb are {string.Join(' ', kernelWords.ToArray())} after the kernel, {string.Join(' ', emulatedWords)} after the CLR";
    }

    /// <summary>What the kernel says about the loaded program.</summary>
    public ProgramInfo Info => _program.GetInfo();

    /// <summary>Compares the maps' contents.</summary>
    /// <returns>Null when they agree, otherwise what differs.</returns>
    public string? CompareMaps() => _maps.Select(map => map.Difference()).FirstOrDefault(difference => difference is not null);

    /// <summary>Everything that helps to find the bug behind a difference.</summary>
    /// <param name="difference">What differs.</param>
    public string Describe(string difference)
    {
        var text = new StringBuilder();
        text.AppendLine($"{_method.DeclaringType!.Name}.{_method.Name} ({_method.DeclaringType.Assembly.GetName().Name}): {difference}");
        text.AppendLine(Disassembler.Disassemble(_compiled.Program));
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _program.Dispose();
        _emulated.Dispose();
        foreach (var map in _maps)
            map.Dispose();
    }

    /// <summary>What is an exception on the CLR is the program's fault result in the kernel.</summary>
    private uint RunOnClr(ReadOnlySpan<byte> packet, ReadOnlySpan<uint> words)
    {
        try
        {
            return _emulated.Run(_entry, packet, words);
        }
        catch (Exception) when (_faultResult is not null)
        {
            return (uint)_faultResult.Value;
        }
    }

    private string? DescribeDifference(TestRunResult kernel, uint emulated)
    {
        if (kernel.ReturnValue != emulated)
            return $"the kernel returned {(int)kernel.ReturnValue}, the CLR {(int)emulated}";
        var data = _kernelData.AsSpan(0, kernel.DataSize);
        if (data.SequenceEqual(_emulated.Data))
            return null;
        return $"the packet is{Environment.NewLine}{Convert.ToHexStringLower(data)} after the kernel,{Environment.NewLine}"
            + $"{Convert.ToHexStringLower(_emulated.Data)} after the CLR";
    }

    private static void WriteWords(ReadOnlySpan<uint> words, Span<byte> context)
    {
        MemoryMarshal.Write(context[MarkOffset..], words[0]);
        MemoryMarshal.Write(context[PriorityOffset..], words[1]);
        MemoryMarshal.AsBytes(words[2..WordCount]).CopyTo(context[ControlBlockOffset..]);
    }

    private static void ReadWords(ReadOnlySpan<byte> context, Span<uint> words)
    {
        words[0] = MemoryMarshal.Read<uint>(context[MarkOffset..]);
        words[1] = MemoryMarshal.Read<uint>(context[PriorityOffset..]);
        MemoryMarshal.Cast<byte, uint>(context.Slice(ControlBlockOffset, (WordCount - 2) * sizeof(uint))).CopyTo(words[2..]);
    }

    private static uint[] WordsOf(in TrafficControlContext context)
    {
        fixed (uint* controlBlock = context.cb)
            return [context.mark, context.priority, .. new ReadOnlySpan<uint>(controlBlock, WordCount - 2)];
    }
}
