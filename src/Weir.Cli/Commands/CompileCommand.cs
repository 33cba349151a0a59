using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Cli.Assemblies;
using Weir.Cli.Compiling;
using Weir.Engine;

namespace Weir.Cli.Commands;

/// <summary><c>weir compile ASSEMBLY TYPE</c>: shows the eBPF that C# becomes, beside the lines that it comes from.</summary>
internal static partial class CompileCommand
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static Command Create()
    {
        var assembly = new Argument<string>("ASSEMBLY") { Description = "The dll that 'dotnet build' wrote." };
        var type = new Argument<string>("TYPE") { Description = "A callout class, or a class with [Program] methods." };
        var method = new Option<string?>("--method") { HelpName = "name", Description = "Only this [Program] method." };
        var json = new Option<bool>("--json") { Description = "Write the answer as JSON." };
        var command = new Command("compile", "Show the eBPF that C# becomes, beside the lines that it comes from.") { assembly, type, method, json };
        command.SetAction(result => Run(
            result.GetRequiredValue(assembly),
            result.GetRequiredValue(type),
            result.GetValue(method),
            result.GetValue(json)));
        return command;
    }

    private static int Run(string path, string typeName, string? methodName, bool json)
    {
        using var assembly = UserAssembly.Load(path);
        var type = FindType(assembly, typeName);
        var listings = Compile(type, methodName).Select(listing => listing.Verify()).ToImmutableArray();
        if (json)
            WriteJson(type, listings);
        else
            WriteListings(listings);

        foreach (var listing in listings.Where(listing => listing.IsRefused))
            Console.Error.WriteLine($"weir: {listing.Method}: {listing.NotVerified}");
        return listings.Any(listing => listing.IsRefused) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static Type FindType(UserAssembly assembly, string name)
    {
        var types = assembly.Types;
        return UserAssembly.Named(types, name).ToList() switch
        {
            [var only] => only,
            [] => throw new UsageException(types.Where(HasKernelCode).Select(type => type.FullName).ToList() is { Count: > 0 } others
                ? $"{assembly.Path} has no type {name}; with kernel code it has: {string.Join(", ", others)}"
                : $"{assembly.Path} has no type {name}, and no kernel code at all"),
            var several => throw new UsageException($"{name} is the name of several types: say {string.Join(" or ", several.Select(type => type.FullName))}"),
        };
    }

    private static bool HasKernelCode(Type type) => CalloutSet.IsCallout(type) || type.GetMethods(AnyStatic).Any(IsProgram);

    private static bool IsProgram(MethodInfo method) => method.IsDefined(typeof(ProgramAttribute));

    private static IEnumerable<ProgramListing> Compile(Type type, string? method)
    {
        var programs = type.GetMethods(AnyStatic).Where(IsProgram).ToList();
        if (CalloutSet.IsCallout(type) && method is null or nameof(ICallout.Classify))
            return [UserCode.Call(type, () => ProgramListing.OfCallout(type))];
        if (programs.Count == 0)
        {
            throw new UsageException(CalloutSet.IsCallout(type)
                ? $"{type.FullName} is a callout: its kernel code is Classify"
                : $"{type.FullName} is no callout and has no method with [Program]");
        }

        var named = programs.Where(program => method is null || program.Name == method).ToList();
        return named.Count > 0
            ? named.Select(program => UserCode.Call(type, () => ProgramListing.OfProgram(program)))
            : throw new UsageException(
                $"{type.FullName} has no [Program] method {method}; it has: {string.Join(", ", programs.Select(program => program.Name))}");
    }

    private static void WriteListings(ImmutableArray<ProgramListing> listings)
    {
        foreach (var listing in listings)
        {
            if (listing != listings[0])
                Console.WriteLine();
            Console.WriteLine($"{listing.Method}, {listing.Kind}, {(listing.License is { } license ? $"licence {license}" : "no licence declared")}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {listing.InstructionCount} instructions, largest frame {listing.LargestFrame} bytes"));
            Console.WriteLine(listing switch
            {
                { VerifiedInstructions: { } verified } => string.Create(CultureInfo.InvariantCulture, $"  the verifier went through {verified} instructions"),
                { IsRefused: true } => "  the verifier refuses it",
                _ => $"  not verified: {listing.NotVerified}",
            });
            WriteMaps(listing.Program.Maps);
            WriteInstructions(listing.Instructions);
        }
    }

    private static void WriteMaps(ImmutableArray<MapDeclaration> maps)
    {
        if (maps.IsEmpty)
            return;
        Console.WriteLine();
        var table = new TextTable("map", "type", "key", "value", "entries");
        foreach (var map in maps)
            table.Add(map.Name, $"{map.Spec.Type}", $"{map.Spec.KeySize}", $"{map.Spec.ValueSize}", $"{map.Spec.MaxEntries}");
        table.Write(Console.Out);
    }

    /// <summary>As objdump -S: a statement stands above its instructions, and again when they go on after others.</summary>
    private static void WriteInstructions(ImmutableArray<DisassembledInstruction> instructions)
    {
        SourceLine? shown = null;
        foreach (var instruction in instructions)
        {
            if (instruction.Function is { } function)
            {
                Console.WriteLine();
                Console.WriteLine($"{function}:");
                shown = null;
            }

            if (instruction.Source is { } source && (shown is null || (source.File, source.Line, source.Text) != (shown.File, shown.Line, shown.Text)))
            {
                Console.WriteLine($"; {Path.GetFileName(source.File)}:{source.Line}: {source.Text}");
                shown = source;
            }

            Console.WriteLine($"{instruction.Index,6}: {instruction.Text}");
        }
    }
}
