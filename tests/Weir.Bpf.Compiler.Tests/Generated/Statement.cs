using System.Collections.Immutable;
using System.Text;

namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>A generated C# statement: a line of text, or a head with statements in braces behind it.</summary>
/// <param name="Text">The whole statement, or the head.</param>
/// <param name="Body">The statements in braces, or null for a plain statement.</param>
/// <param name="Tail">What follows the braces: another head with braces (<c>else</c>) or a plain statement (<c>break;</c>).</param>
public sealed record Statement(string Text, ImmutableArray<Statement>? Body = null, Statement? Tail = null)
{
    /// <summary>Writes the statement.</summary>
    /// <param name="source">Where it is written.</param>
    /// <param name="depth">How far to indent, in levels.</param>
    public void Write(StringBuilder source, int depth)
    {
        source.Append(' ', depth * 4).AppendLine(Text);
        if (Body is { } body)
        {
            source.Append(' ', depth * 4).AppendLine("{");
            foreach (var statement in body)
                statement.Write(source, depth + 1);
            source.Append(' ', depth * 4).AppendLine("}");
        }

        Tail?.Write(source, depth);
    }

    /// <summary>The statement with one thing less, in every way.</summary>
    public IEnumerable<Statement> Reductions()
    {
        if (Body is { } body)
        {
            foreach (var reduced in ReductionsOf(body))
                yield return this with { Body = reduced };
        }

        if (Tail is { Body: not null })
        {
            yield return this with { Tail = null };
            foreach (var reduced in Tail.Reductions())
                yield return this with { Tail = reduced };
        }
    }

    /// <summary>A list of statements with one thing less, in every way: without one of them, with one replaced by its body, or with one reduced.</summary>
    public static IEnumerable<ImmutableArray<Statement>> ReductionsOf(ImmutableArray<Statement> statements)
    {
        for (var index = statements.Length - 1; index >= 0; index--)
        {
            yield return statements.RemoveAt(index);
            if (statements[index].Body is { } body)
                yield return statements.RemoveAt(index).InsertRange(index, body);
        }

        for (var index = 0; index < statements.Length; index++)
        {
            foreach (var reduced in statements[index].Reductions())
                yield return statements.SetItem(index, reduced);
        }
    }
}
