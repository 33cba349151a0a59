using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Linux;

namespace Weir.Cli.Compiling;

/// <summary>Kernel code that was compiled from C#, and what the verifier made of it.</summary>
internal sealed record ProgramListing
{
    /// <summary>The C# method, as <c>Type.Method</c>.</summary>
    public required string Method { get; init; }

    /// <summary>What kind of code it is, for people.</summary>
    public required string Kind { get; init; }

    /// <summary>The licence that it declares, or null.</summary>
    public required string? License { get; init; }

    public required CompiledProgram Program { get; init; }

    /// <summary>The instructions that come from the user's code.</summary>
    public required ImmutableArray<DisassembledInstruction> Instructions { get; init; }

    /// <summary>How many slots the instructions take.</summary>
    public required int InstructionCount { get; init; }

    /// <summary>Bytes of the largest stack frame.</summary>
    public required int LargestFrame { get; init; }

    /// <summary>How many instructions the verifier went through, over all paths; null when it was not asked or refused.</summary>
    public int? VerifiedInstructions { get; private init; }

    /// <summary>Why there is no <see cref="VerifiedInstructions"/>.</summary>
    public string? NotVerified { get; private init; }

    /// <summary>Whether the verifier refused the code.</summary>
    public bool IsRefused { get; private init; }

    /// <summary>Compiles a method with [Program].</summary>
    public static ProgramListing OfProgram(MethodInfo method)
    {
        CompiledProgram program = ProgramCompiler.Compile(method);
        return new ProgramListing
        {
            Method = $"{method.DeclaringType!.Name}.{method.Name}",
            Kind = $"{program.Program.Type} program",
            License = program.Program.License,
            Program = program,
            Instructions = Disassemble(program),
            InstructionCount = program.Statistics.InstructionCount,
            LargestFrame = program.Statistics.StackBytes,
        };
    }

    /// <summary>Compiles a callout's Classify. The program that calls it is Weir's and is left out.</summary>
    public static ProgramListing OfCallout(Type callout)
    {
        CompiledProgram program = CalloutCompiler.Compile(callout);
        ImmutableArray<DisassembledInstruction> all = Disassemble(program);
        int start = all.First(instruction => instruction.Index > 0 && instruction.Function is not null).Index;
        return new ProgramListing
        {
            Method = $"{callout.Name}.Classify",
            Kind = "callout",
            License = KernelLicenseAttribute.Of(callout)?.License,
            Program = program,
            Instructions = [.. all.Where(instruction => instruction.Index >= start)],
            InstructionCount = program.Statistics.InstructionCount - start,
            LargestFrame = program.Statistics.FrameBytes.Skip(1).Max(),
        };
    }

    /// <summary>Loads the program, attaches it nowhere, and takes it out again.</summary>
    public ProgramListing Verify()
    {
        Dictionary<string, BpfMap> maps = [];
        try
        {
            foreach (MapDeclaration map in Program.Maps)
            {
                maps.Add(map.Key, BpfMap.Create(map.Spec));
            }

            using BpfProgram loaded = BpfProgram.Load(Program.Program, maps);
            return this with { VerifiedInstructions = loaded.GetInfo().VerifiedInstructions };
        }
        catch (VerifierException refusal)
        {
            return this with { NotVerified = refusal.Message, IsRefused = true };
        }
        catch (Exception failure) when (failure is BpfException or KernelFeatureMissingException)
        {
            return this with { NotVerified = failure.Message };
        }
        finally
        {
            foreach (BpfMap map in maps.Values)
            {
                map.Dispose();
            }
        }
    }

    /// <summary>The instructions, with the maps by their names for people.</summary>
    private static ImmutableArray<DisassembledInstruction> Disassemble(CompiledProgram program)
    {
        Dictionary<string, string> names = program.Maps.ToDictionary(map => map.Key, map => map.Name);
        ProgramSpec named = program.Program with
        {
            MapReferences = [.. program.Program.MapReferences.Select(reference => reference with { Map = names[reference.Map] })],
        };
        return Disassembler.List(named, KernelFunctionName);
    }

    private static string? KernelFunctionName(int id) => KernelFeatures.Current.Kernel.Types?[id].Name;
}
