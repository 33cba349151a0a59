using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Weir.Bpf.Compiler.BackEnd;
using Weir.Bpf.Compiler.FrontEnd;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Compiler.Linking;
using Weir.Bpf.Compiler.Passes;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler;

/// <summary>
/// Compiles C# methods to eBPF by reading their IL: import into an SSA form with all calls inlined, passes, register allocation, linking with BTF and C# lines.
/// Safe for use from several threads; the result depends on nothing but the method, the options and the kernel's types.
/// </summary>
public static class ProgramCompiler
{
    /// <summary>Compiles a program.</summary>
    /// <param name="method">A static method with <see cref="ProgramAttribute"/>: it takes one context pointer and returns <see cref="int"/> or <see cref="uint"/>.</param>
    /// <param name="options">How to compile; <see cref="CompilerOptions.Default"/> when null.</param>
    /// <exception cref="KernelCodeNotSupportedException">The method uses something that cannot run in the kernel.</exception>
    /// <exception cref="InternalCompilerException">The compiler has a bug.</exception>
    public static CompiledProgram Compile(MethodInfo method, CompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        var started = Stopwatch.GetTimestamp();
        using var compilation = new Compilation(options ?? CompilerOptions.Default, LicenseOf(method));
        var program = CheckSignature(compilation, method);
        var pipeline = new Pipeline(compilation.Options);
        var functions = CompileAll(compilation, pipeline, compilation.FunctionOf(method));
        new FaultingCallees(compilation, functions).Check();
        var spec = new Linker(compilation).Link(functions, program);
        var largestFrame = 0;
        foreach (var function in functions)
            largestFrame = Math.Max(largestFrame, function.FrameSize);
        var statistics = new CompilerStatistics(spec.Instructions.Length, functions.Count, largestFrame, Stopwatch.GetElapsedTime(started))
        {
            FrameBytes = [.. functions.Select(function => function.FrameSize)],
        };
        return new CompiledProgram(spec, MapsOf(functions), statistics);
    }

    /// <summary>The program and the functions that are still called when their callers are finished: the kernel refuses unreachable ones.</summary>
    private static List<CompiledFunction> CompileAll(Compilation compilation, Pipeline pipeline, Function program)
    {
        var functions = new List<CompiledFunction>();
        var known = new HashSet<Function> { program };
        var pending = new Queue<Function>([program]);
        while (pending.TryDequeue(out var function))
        {
            var compiled = CompileFunction(compilation, pipeline, function);
            functions.Add(compiled);
            foreach (var (_, callee) in compiled.Calls)
            {
                if (known.Add(callee))
                    pending.Enqueue(callee);
            }
        }

        return functions;
    }

    private static ImmutableArray<MapDeclaration> MapsOf(List<CompiledFunction> functions)
    {
        var maps = new List<MapDeclaration>();
        foreach (var function in functions)
        {
            foreach (var (_, map, _) in function.MapReferences)
            {
                if (!maps.Contains(map))
                    maps.Add(map);
            }
        }

        return [.. maps];
    }

    private static CompiledFunction CompileFunction(Compilation compilation, Pipeline pipeline, Function function)
    {
        var body = compilation.BodyOf(function.Method)
            ?? throw compilation.Refusal.Of(Diagnostic.UnknownMethod, new SourcePoint(function.Method, 0), $"{Refusal.NameOf(function.Method)} has no IL.");
        MethodImporter.ImportFunction(compilation, function, body);
        pipeline.Run(function);
        ReachableThrows.Check(compilation, function);
        ContextAccess.Check(compilation, function);
        var machine = InstructionSelector.Select(function);
        RegisterAllocator.Allocate(machine, compilation.Options.RegisterCount);
        SpillCleanup.Run(machine);
        return Emitter.Emit(compilation, machine, UncheckedDivision.Find(function)?.Source);
    }

    private static string LicenseOf(MethodInfo program)
    {
        const string defaultLicense = "Dual MIT/GPL";
        return program.GetCustomAttribute<ProgramAttribute>()?.License ?? KernelLicenseAttribute.Of(program.DeclaringType!)?.License ?? defaultLicense;
    }

    private static ProgramAttribute CheckSignature(Compilation compilation, MethodInfo method)
    {
        var source = new SourcePoint(method, 0);
        var name = Refusal.NameOf(method);
        if (method.GetCustomAttribute<ProgramAttribute>() is not { } program)
            throw compilation.Refusal.Of(Diagnostic.ProgramSignature, source, $"{name} has no [Program] attribute.");
        if (!method.IsStatic || method.GetParameters() is not [{ ParameterType.IsPointer: true }])
            throw compilation.Refusal.Of(Diagnostic.ProgramSignature, source, $"{name} is not a static method with one context pointer.");
        if (method.ReturnType != typeof(int) && method.ReturnType != typeof(uint))
            throw compilation.Refusal.Of(Diagnostic.ProgramSignature, source, $"{name} returns {method.ReturnType.Name}.");
        return program;
    }
}
