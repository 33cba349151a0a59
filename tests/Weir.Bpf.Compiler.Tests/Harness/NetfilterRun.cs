using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>A netfilter program, compiled and loaded, that is run in the kernel and on the CLR with the same packets; they must leave the same maps.</summary>
public sealed unsafe class NetfilterRun : IDisposable
{
    private const int EthernetLength = 14;

    // struct nf_hook_state with hook NF_INET_LOCAL_IN and family IPv4: the packet has its Ethernet header.
    private static readonly byte[] s_localIn = [1, 2, .. new byte[46]];

    private readonly CompiledProgram _compiled;
    private readonly ImmutableArray<MapTwin> _maps;
    private readonly BpfProgram _program;
    private readonly delegate*<NetfilterContext*, int> _entry;

    private NetfilterRun(MethodInfo twin, CompiledProgram compiled, ImmutableArray<MapTwin> maps, BpfProgram program)
    {
        (_compiled, _maps, _program) = (compiled, maps, program);
        _entry = (delegate*<NetfilterContext*, int>)twin.MethodHandle.GetFunctionPointer();
    }

    /// <summary>The loaded program.</summary>
    public BpfProgram Program => _program;

    /// <summary>Compiles a program, creates its maps and loads it.</summary>
    /// <param name="method">The program.</param>
    /// <param name="twin">What the CLR runs in its place; null for the program itself.</param>
    /// <param name="options">How to compile it; null for the default.</param>
    public static NetfilterRun Start(MethodInfo method, MethodInfo? twin = null, CompilerOptions? options = null)
    {
        var compiled = ProgramCompiler.Compile(method, options);
        var maps = compiled.Maps.Select(declaration => new MapTwin(declaration)).ToImmutableArray();
        try
        {
            var program = BpfProgram.Load(compiled.Program, maps.ToDictionary(map => map.Key, map => map.Kernel));
            return new NetfilterRun(twin ?? method, compiled, maps, program);
        }
        catch
        {
            foreach (var map in maps)
                map.Dispose();
            throw;
        }
    }

    /// <summary>Runs random IPv4 packets, with random contents of the maps before each, and fails the test on the first difference.</summary>
    /// <param name="packetCount">How many packets.</param>
    /// <param name="seed">Seed of packets and maps.</param>
    public void CompareAll(int packetCount, int seed)
    {
        var random = new Random(seed);
        var packets = new PacketGenerator(random);
        for (var turn = 0; turn < packetCount;)
        {
            var packet = packets.Next();
            if (packet[12] != 0x08 || packet[13] != 0)
                continue;
            foreach (var map in _maps)
                map.Fill(random);
            turn++;
            var result = _program.TestRun(packet, context: s_localIn);
            var expected = RunOnClr(packet.AsSpan(EthernetLength));
            var difference = result.ReturnValue != (uint)expected ? $"the kernel returned {result.ReturnValue}, the CLR {expected}" : CompareMaps();
            if (difference is not null)
                Assert.Fail($"packet {turn}, {Convert.ToHexStringLower(packet)}: {difference}{Environment.NewLine}{Disassembler.Disassemble(_compiled.Program)}");
        }
    }

    /// <summary>Runs a packet on the CLR only.</summary>
    /// <param name="packet">The packet from its network header on.</param>
    /// <param name="fragmentBytes">How many of its bytes it says to have in fragments.</param>
    public int RunOnClr(ReadOnlySpan<byte> packet, int fragmentBytes = 0)
    {
        fixed (byte* data = packet)
        {
            var buffer = new sk_buff { data = data, len = (uint)packet.Length, data_len = (uint)fragmentBytes };
            var state = new nf_hook_state { pf = 2 };
            var context = new NetfilterContext { skb = &buffer, state = &state };
            return _entry(&context);
        }
    }

    /// <summary>Compares the maps' contents.</summary>
    /// <returns>Null when they agree, otherwise what differs.</returns>
    public string? CompareMaps() => _maps.Select(map => map.Difference()).FirstOrDefault(difference => difference is not null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _program.Dispose();
        foreach (var map in _maps)
            map.Dispose();
    }
}
