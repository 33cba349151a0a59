using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Classification;

/// <summary>The attached programs' classify of one layer, run in the kernel by its test run over many packets at once.</summary>
internal sealed unsafe class ClassifyBatch : IDisposable
{
    private static readonly byte[] s_frame = new byte[60];

    private readonly LinuxEngine _kernel;
    private readonly LayerId _layer;
    private readonly bool _limits;
    private readonly MapDeclaration _declaration = MapDeclaration.Of(typeof(ClassifyTestPrograms).GetField(nameof(ClassifyTestPrograms.Batch))!);
    private readonly BpfMap _map;
    private BpfProgram? _program;
    private ImageMemory? _image;
    private readonly MappedMemory _memory;

    /// <param name="kernel">The engine.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="limits">Whether its filters limit.</param>
    public ClassifyBatch(LinuxEngine kernel, LayerId layer, bool limits = false)
    {
        _limits = limits;
        _kernel = kernel;
        _layer = layer;
        _map = BpfMap.Create(_declaration.Spec);
        _memory = _map.MapMemory();
    }

    /// <summary>The most packets of a run.</summary>
    public static int Largest => TestBatch.Capacity - 1;

    /// <summary>What was decided in the last run.</summary>
    public ReadOnlySpan<Decision> Decisions => new(Batch->Decisions, (int)Batch->Count);

    private TestBatch* Batch => (TestBatch*)_memory.Pointer;

    public void Set(ReadOnlySpan<PacketFields> packets)
    {
        packets.CopyTo(new Span<PacketFields>(Batch->Fields, Largest));
        Batch->Count = (uint)packets.Length;
    }

    /// <summary>Classifies the packets, over the image where it is now.</summary>
    public void Run()
    {
        if (_image != _kernel.ImageIn(_layer))
        {
            _program?.Dispose();
            string method = _limits ? nameof(ClassifyTestPrograms.ClassifyManyWithLimitsV4)
                : LayerTable.RowOf(_layer).IsV6 ? nameof(ClassifyTestPrograms.ClassifyManyV6)
                : nameof(ClassifyTestPrograms.ClassifyManyV4);
            _image = _kernel.ImageIn(_layer);
            _program = _kernel.LoadInLayer(
                typeof(ClassifyTestPrograms).GetMethod(method)!, _layer, new Dictionary<string, BpfMap> { [_declaration.Key] = _map });
        }

        Assert.Equal(0u, _program!.TestRun(s_frame).ReturnValue);
    }

    public void Dispose()
    {
        _program?.Dispose();
        _memory.Dispose();
        _map.Dispose();
    }
}
