using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Testing;

/// <summary>
/// Compares C# constants and structures with the installed C headers: writes a C program that prints every value, size and
/// offset, compiles and runs it, and reports what differs. The C# names must be the C names.
/// </summary>
public sealed class HeaderProof
{
    private readonly List<(string Expression, long Expected)> _facts = [];
    private readonly string _includes;

    /// <param name="headers">The headers to include, in order, such as <c>linux/netlink.h</c>.</param>
    public HeaderProof(params IReadOnlyList<string> headers) =>
        _includes = string.Concat(headers.Select(header => $"#include <{header}>\n"));

    /// <summary>How many facts the proof will compare.</summary>
    public int Count => _facts.Count;

    /// <summary>Adds every constant of a static class, public or not.</summary>
    public HeaderProof Constants(Type type)
    {
        foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(field => field.IsLiteral))
            Expression(field.Name, Widen(field.GetRawConstantValue()!));
        return this;
    }

    /// <summary>Adds the size of a structure and the offset and size of each of its public fields.</summary>
    public HeaderProof Structure<T>() where T : unmanaged
    {
        var name = "struct " + typeof(T).Name;
        Expression($"sizeof({name})", Marshal.SizeOf<T>());
        foreach (var field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            Expression($"offsetof({name}, {field.Name})", Marshal.OffsetOf<T>(field.Name));
            Expression($"sizeof((({name} *)0)->{field.Name})", Marshal.SizeOf(field.FieldType));
        }
        return this;
    }

    /// <summary>Adds one C expression and the value it must have.</summary>
    public HeaderProof Expression(string expression, long expected)
    {
        _facts.Add((expression, expected));
        return this;
    }

    /// <summary>Compiles and runs the program.</summary>
    /// <returns>One line for each fact that differs; empty when the headers agree.</returns>
    /// <exception cref="InvalidOperationException">The program does not compile: a name is unknown to the headers.</exception>
    public IReadOnlyList<string> FindDifferences()
    {
        var directory = Directory.CreateTempSubdirectory("weir-headers-");
        try
        {
            var source = Path.Combine(directory.FullName, "proof.c");
            var program = Path.Combine(directory.FullName, "proof");
            File.WriteAllText(source, WriteProgram());
            RunTool("gcc", "-w", "-o", program, source);
            var values = RunTool(program).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse);
            return [.. _facts.Zip(values, (fact, value) => (fact, value)).Where(pair => pair.fact.Expected != pair.value)
                .Select(pair => $"{pair.fact.Expression}: C# has {pair.fact.Expected}, the header {pair.value}")];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private string WriteProgram()
    {
        var text = new StringBuilder("#define _GNU_SOURCE\n").Append(_includes).Append("#include <stddef.h>\n#include <stdio.h>\nint main(void)\n{\n");
        foreach (var (expression, _) in _facts)
            text.Append($"    printf(\"%lld\\n\", (long long)({expression}));\n");
        return text.Append("}\n").ToString();
    }

    private static string RunTool(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{Path.GetFileName(program)} failed with exit code {process.ExitCode}:\n{error.Result}");
    }

    private static long Widen(object value) => value is ulong large ? unchecked((long)large) : Convert.ToInt64(value);
}
