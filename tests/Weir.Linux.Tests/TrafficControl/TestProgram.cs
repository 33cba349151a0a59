using Weir.Bpf;
using Weir.Bpf.Compiler;

namespace Weir.Linux.Tests.TrafficControl;

/// <summary>A loaded test program with its maps.</summary>
internal sealed class TestProgram : IDisposable
{
    private readonly Dictionary<string, BpfMap> _maps;
    private readonly Type _type;

    /// <param name="type">The class.</param>
    /// <param name="method">Its program.</param>
    public TestProgram(Type type, string method)
    {
        _type = type;
        CompiledProgram compiled = ProgramCompiler.Compile(type.GetMethod(method)!);
        _maps = compiled.Maps.ToDictionary(map => map.Key, map => BpfMap.Create(map.Spec));
        Program = BpfProgram.Load(compiled.Program, _maps);
    }

    public BpfProgram Program { get; }

    public BpfMap Map(string field) => _maps[MapDeclaration.KeyOf(_type.GetField(field)!)];

    /// <summary>The number in a map's only element.</summary>
    public ulong Read(string field) => Map(field).View<uint, ulong>()[0];

    public void Dispose()
    {
        Program.Dispose();
        foreach (BpfMap map in _maps.Values)
        {
            map.Dispose();
        }
    }
}
