using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;

namespace Weir.Cli.Compiling;

/// <summary>One kernel program that was compiled from C#, and what the verifier made of it.</summary>
internal sealed record ProgramListing
{
    /// <summary>The C# method, as <c>Type.Method</c>.</summary>
    public required string Method { get; init; }

    public required CompiledProgram Program { get; init; }

    /// <summary>What to show of the program: all, or the functions that are the user's.</summary>
    public required ImmutableArray<DisassembledInstruction> Instructions { get; init; }

    /// <summary>How many instructions the verifier went through, over all paths; null when it was not asked or refused.</summary>
    public int? VerifiedInstructions { get; init; }

    /// <summary>Why there is no <see cref="VerifiedInstructions"/>.</summary>
    public string? NotVerified { get; init; }

    /// <summary>Whether the verifier refused the program.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Compiles a method with [Program], and lets the verifier walk over it when this process may.</summary>
    public static ProgramListing Compile(MethodInfo method)
    {
        CompiledProgram program = ProgramCompiler.Compile(method);
        ProgramListing listing = new()
        {
            Method = $"{method.DeclaringType!.Name}.{method.Name}",
            Program = program,
            Instructions = Disassembler.List(program.Program, KernelFunctionName),
        };
        return listing.Verify();
    }

    /// <summary>Loads the program, attaches it nowhere, and takes it out again.</summary>
    private ProgramListing Verify()
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

    private static string? KernelFunctionName(int id) => KernelFeatures.Current.Kernel.Types?[id].Name;
}
