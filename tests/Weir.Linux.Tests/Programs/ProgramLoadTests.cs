using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Programs;

/// <summary>Every program of every layer compiles, and the kernel's verifier takes it without much work.</summary>
public class ProgramLoadTests
{
    public static TheoryData<string> Programs() => [.. Entries().Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public void TheVerifierTakesIt(string method)
    {
        CompiledProgram compiled = ProgramCompiler.Compile(Entries()[method]);
        Dictionary<string, BpfMap> maps = compiled.Maps.ToDictionary(map => map.Key, map => BpfMap.Create(map.Spec));
        try
        {
            using BpfProgram program = BpfProgram.Load(compiled.Program, maps);
            ProgramInfo info = program.GetInfo();
            TestContext.Current.TestOutputHelper?.WriteLine(info.ToString());
            Assert.InRange(info.VerifiedInstructions, 1, 40_000);
        }
        finally
        {
            foreach (BpfMap map in maps.Values)
            {
                map.Dispose();
            }
        }
    }

    private static Dictionary<string, MethodInfo> Entries() =>
        LayerTable.Rows.SelectMany(row => new[] { ($"{row.Id} stub", row.Stub), ($"{row.Id}", row.Program) })
            .Concat(LayerTable.Rows.Where(row => row.IsMovable).Select(row => ($"{row.Id} stub at interfaces", row.Action!.Stub!)))
            .Concat(LayerTable.Rows.Where(row => row.Action is not null).Select(row => ($"{row.Id} at interfaces", row.Action!.Program)))
            .Concat(LayerTable.Rows.Where(row => row.KernelDrops is not null)
                .SelectMany(row => new[] { ($"{row.Id} drop stub", row.KernelDrops!.Value.Stub), ($"{row.Id} drop", row.KernelDrops!.Value.Program) }))
            .Concat(typeof(ClassifyTestPrograms)
                .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(method => method.GetCustomAttribute<ProgramAttribute>() is not null)
                .Select(method => (method.Name, method)))
            .ToDictionary();
}
