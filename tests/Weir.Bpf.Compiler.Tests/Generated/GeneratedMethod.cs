using System.Collections.Immutable;
using System.Text;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>A random method from scalars to <c>ulong</c>.</summary>
/// <param name="Seed">The seed that makes it again.</param>
/// <param name="Parameters">The types of its parameters, p0 and up.</param>
/// <param name="Body">Its statements.</param>
/// <param name="FaultResult">What its program returns when the method faults; null when it cannot.</param>
public sealed record GeneratedMethod(int Seed, ImmutableArray<string> Parameters, ImmutableArray<Statement> Body, int? FaultResult)
{
    /// <summary>The class that holds the programs of <see cref="SourceOf"/>.</summary>
    public const string ClassName = "GeneratedPrograms";

    /// <summary>The method's C# name.</summary>
    public string Name => $"Method{Seed}";

    /// <summary>The C# text of a compilation unit with some methods and their programs.</summary>
    /// <param name="methods">The methods.</param>
    public static string SourceOf(IEnumerable<GeneratedMethod> methods)
    {
        var source = new StringBuilder(Surroundings.Source);
        source.AppendLine($"public static unsafe class {ClassName}");
        source.AppendLine("{");
        foreach (var method in methods)
        {
            source.AppendLine(method.ToString());
            ScalarProgram.Append(source, $"Run{method.Seed}", method.Name, "ulong", method.Parameters, method.FaultResult);
        }

        source.AppendLine("}");
        return source.ToString();
    }

    /// <summary>The method with one thing less, in every way.</summary>
    public IEnumerable<GeneratedMethod> Reductions() => Statement.ReductionsOf(Body).Select(body => this with { Body = body });

    /// <inheritdoc/>
    public override string ToString()
    {
        var source = new StringBuilder();
        var parameters = Parameters.Select((type, index) => $"{type} p{index}");
        source.AppendLine($"    public static ulong {Name}({string.Join(", ", parameters)})");
        source.AppendLine("    {");
        // Outside of 'unchecked' the C# compiler refuses constants that overflow, which random expressions do.
        new Statement("unchecked", Body).Write(source, 2);
        source.AppendLine("    }");
        return source.ToString();
    }
}
