using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Weir.Bpf;

public static partial class Disassembler
{
    /// <summary>The text of a program, one line per instruction.</summary>
    /// <param name="instructions">The slots.</param>
    /// <param name="options">What to show besides; null for <see cref="DisassemblyOptions.Default"/>.</param>
    /// <returns>Lines such as <c>4: (2d) if r2 &gt; r0 goto pc+7</c>, each ended by a line feed.</returns>
    public static string Disassemble(ImmutableArray<Instruction> instructions, DisassemblyOptions? options = null)
    {
        options ??= DisassemblyOptions.Default;
        var text = new StringBuilder();
        string? lastComment = null;
        for (int at = 0; at < instructions.Length; at++)
        {
            if (options.Comment(at) is { } comment && comment != lastComment)
            {
                text.Append("; ").Append(comment).Append('\n');
                lastComment = comment;
            }

            Instruction instruction = instructions[at];
            if (options.ShowPositions)
                text.Append(CultureInfo.InvariantCulture, $"{at}: ({instruction.Opcode:x2}) ");

            bool isWide = instruction.IsWideLoad && at + 1 < instructions.Length;
            text.Append(FormatAt(instruction, isWide ? instructions[at + 1] : null, at, options)).Append('\n');
            if (isWide)
                at++;
        }

        return text.ToString();
    }

    /// <summary>The text of a program with its map names and, when it has them, its source lines.</summary>
    /// <param name="program">The program.</param>
    /// <returns>As in the verifier's log, a source line <c>; text @ file:line</c> stands above its instructions.</returns>
    public static string Disassemble(ProgramSpec program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var maps = program.MapReferences.ToDictionary(r => r.InstructionIndex, r => r.Map);
        var lines = program.Debug is { } debug ? DescribeLines(debug) : [];
        return Disassemble(program.Instructions, new DisassemblyOptions
        {
            MapName = maps.GetValueOrDefault,
            Comment = lines.GetValueOrDefault,
        });
    }

    /// <summary>The instructions of a program one by one, for tools that lay them out themselves.</summary>
    /// <param name="program">The program.</param>
    /// <param name="kernelFunctionName">The name of the kernel function with a BTF id, or null when it is not known.</param>
    public static ImmutableArray<DisassembledInstruction> List(ProgramSpec program, Func<int, string?>? kernelFunctionName = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var maps = program.MapReferences.ToDictionary(r => r.InstructionIndex, r => r.Map);
        var options = new DisassemblyOptions
        {
            MapName = maps.GetValueOrDefault,
            KernelFunctionName = kernelFunctionName ?? DisassemblyOptions.Default.KernelFunctionName,
        };
        var functions = program.Debug is { } debug ? DescribeFunctions(debug) : [];
        var lines = program.Debug is { } source ? ReadLines(source) : [];
        var listed = ImmutableArray.CreateBuilder<DisassembledInstruction>();
        SourceLine? line = null;
        for (int at = 0; at < program.Instructions.Length; at++)
        {
            Instruction instruction = program.Instructions[at];
            line = lines.GetValueOrDefault(at) ?? line;
            Instruction? next = instruction.IsWideLoad && at + 1 < program.Instructions.Length ? program.Instructions[at + 1] : null;
            listed.Add(new DisassembledInstruction(at, FormatAt(instruction, next, at, options), functions.GetValueOrDefault(at), line));
            if (next is not null)
                at++;
        }

        return listed.DrainToImmutable();
    }

    private static string FormatAt(Instruction instruction, Instruction? next, int at, DisassemblyOptions options)
    {
        if (!instruction.IsWideLoad || options.MapName(at) is not { } map)
            return Format(instruction, next, options);

        string offset = (WideLoadKind)instruction.Source == WideLoadKind.MapValue ? $"[0]+{(uint)(next?.Immediate ?? 0)}" : "";
        return $"r{(int)instruction.Destination} = map[{map}]{offset}";
    }

    private static Dictionary<int, string> DescribeLines(ProgramBtf debug) =>
        ReadLines(debug).ToDictionary(line => line.Key, line => $"{line.Value.Text} @ {Path.GetFileName(line.Value.File)}:{line.Value.Line}");

    private static Dictionary<int, SourceLine> ReadLines(ProgramBtf debug)
    {
        Btf btf = Btf.Parse(debug.Types.AsSpan());
        return debug.Lines.ToDictionary(
            line => line.InstructionIndex,
            line => new SourceLine(
                line.InstructionIndex, btf.ReadString(line.FileNameOffset), line.Line, line.Column, btf.ReadString(line.TextOffset)));
    }

    private static Dictionary<int, string> DescribeFunctions(ProgramBtf debug)
    {
        Btf btf = Btf.Parse(debug.Types.AsSpan());
        return debug.Functions.ToDictionary(function => function.InstructionIndex, function => btf[function.TypeId].Name);
    }
}
