using System.Reflection;
using System.Text;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>
/// Makes a method over scalars into a program: one packet carries one tuple of arguments, each in a slot of eight bytes, and takes the result back.
/// The wrapper is C# compiled at test time, so that it runs on the CLR and through our compiler like any other kernel.
/// </summary>
public static class ScalarProgram
{
    /// <summary>Where the result goes: behind an Ethernet header.</summary>
    public const int ResultOffset = 14;

    /// <summary>Where the first argument is.</summary>
    public const int FirstArgumentOffset = ResultOffset + SlotSize;

    /// <summary>Bytes per argument.</summary>
    public const int SlotSize = 8;

    private const string ClassName = "ScalarPrograms";

    /// <summary>Length in bytes of a packet that carries a method's arguments.</summary>
    /// <param name="parameterCount">How many there are.</param>
    public static int PacketLength(int parameterCount) => FirstArgumentOffset + parameterCount * SlotSize;

    /// <summary>Compiles the programs of some methods into one assembly.</summary>
    /// <param name="methods">Public static methods, of one assembly.</param>
    /// <param name="optimization">How to compile the wrappers.</param>
    /// <param name="faultResult">What the programs return when the method faults; null when it cannot.</param>
    public static Assembly CompileAll(IEnumerable<MethodInfo> methods, Optimization optimization, int? faultResult = null)
    {
        var source = new StringBuilder();
        source.AppendLine("using Weir.Bpf.Language;");
        source.AppendLine($"public static unsafe class {ClassName}");
        source.AppendLine("{");
        var assemblies = new HashSet<Assembly>();
        foreach (var method in methods)
        {
            assemblies.Add(method.DeclaringType!.Assembly);
            var callee = $"{CSharpName(method.DeclaringType)}.{method.Name}";
            Append(source, ProgramName(method), callee, CSharpName(method.ReturnType), [.. method.GetParameters().Select(parameter => CSharpName(parameter.ParameterType))], faultResult);
        }

        source.AppendLine("}");
        return CSharp.Compile(source.ToString(), optimization, assemblies);
    }

    /// <summary>Finds a method's program in what <see cref="CompileAll"/> gave.</summary>
    public static MethodInfo Find(Assembly programs, MethodInfo method) =>
        programs.GetType(ClassName, throwOnError: true)!.GetMethod(ProgramName(method))!;

    /// <summary>Writes the C# of one program.</summary>
    /// <param name="source">Where it is written.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="callee">The method's name.</param>
    /// <param name="result">The method's result type.</param>
    /// <param name="parameters">The types of its parameters.</param>
    /// <param name="faultResult">What the program returns when the method faults; null when it cannot.</param>
    public static void Append(
        StringBuilder source, string name, string callee, string result, IReadOnlyList<string> parameters, int? faultResult = null)
    {
        var arguments = parameters.Select((type, index) => Argument(type, FirstArgumentOffset + index * SlotSize));
        source.AppendLine($"    [Program(ProgramType.SchedulerClassifier{(faultResult is null ? "" : $", FaultResult = {faultResult}")})]");
        source.AppendLine($"    public static int {name}(TrafficControlContext* context)");
        source.AppendLine("    {");
        source.AppendLine("        var data = context->Data;");
        source.AppendLine($"        if (data + {PacketLength(parameters.Count)} > context->DataEnd)");
        source.AppendLine("            return 2;");
        source.AppendLine($"        *({result}*)(data + {ResultOffset}) = {callee}({string.Join(", ", arguments)});");
        source.AppendLine("        return 1;");
        source.AppendLine("    }");
    }

    // Any byte but 0 and 1 in a bool is outside of what C# defines.
    private static string Argument(string type, int offset) =>
        type == "bool" ? $"(*(data + {offset}) & 1) != 0" : $"*({type}*)(data + {offset})";

    private static string ProgramName(MethodInfo method) => $"{method.DeclaringType!.Name}_{method.Name}";

    private static string CSharpName(Type type) => type == typeof(bool) ? "bool" : $"global::{type.FullName!.Replace('+', '.')}";
}
