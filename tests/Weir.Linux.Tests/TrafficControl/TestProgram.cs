using Weir.Bpf;
using Weir.Bpf.Compiler;

namespace Weir.Linux.Tests.TrafficControl;

/// <summary>A loaded program of <see cref="EthernetTestPrograms"/> with its maps.</summary>
internal sealed class TestProgram : IDisposable
{
    private readonly Dictionary<string, BpfMap> _maps;

    public TestProgram(string method)
    {
        CompiledProgram compiled = ProgramCompiler.Compile(typeof(EthernetTestPrograms).GetMethod(method)!);
        _maps = compiled.Maps.ToDictionary(map => map.Key, map => BpfMap.Create(map.Spec));
        Program = BpfProgram.Load(compiled.Program, _maps);
    }

    public BpfProgram Program { get; }

    public BpfMap Map(string field) => _maps[MapDeclaration.KeyOf(typeof(EthernetTestPrograms).GetField(field)!)];

    public void Dispose()
    {
        Program.Dispose();
        foreach (BpfMap map in _maps.Values)
        {
            map.Dispose();
        }
    }
}
