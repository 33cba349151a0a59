using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weir.Policy;

/// <summary>
/// Reads one YAML document into nodes that know their places, from the parser's events: reflection-based
/// deserialisation would lose the places, and its start-up alone would cost more than a whole <c>weir check</c>.
/// </summary>
internal sealed class YamlReader
{
    // A policy is four levels deep; the limit keeps hostile files off the stack.
    private const int DeepestNesting = 32;

    private readonly SourceText _source;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    private YamlReader(SourceText source)
    {
        _source = source;

        // The scanner never ends in a directive that ends the file where its buffer ends: a line break ends it.
        _scanner = new Scanner(new StringReader(source.Text + '\n'));
        _parser = new Parser(_scanner);
    }

    /// <summary>Reads the file's document, or reports why that is not possible.</summary>
    public static YamlNode? Read(SourceText source, DiagnosticBag diagnostics)
    {
        try
        {
            return new YamlReader(source).ReadDocument();
        }
        catch (YamlStructureException exception)
        {
            diagnostics.Error(exception.Span, "", exception.Message, exception.Advice);
        }
        catch (YamlException exception)
        {
            Report(source, exception, diagnostics);
        }

        return null;
    }

    private YamlNode ReadDocument()
    {
        Advance();
        Advance();
        if (_parser.Current is StreamEnd)
            throw new YamlStructureException(new SourceSpan(1, 1, 1), "the file is empty", "a policy has at least: provider: NAME");

        Advance();
        var root = ReadNode(0);
        Advance();
        Advance();
        if (_parser.Current is not StreamEnd)
            throw new YamlStructureException(Span(_parser.Current!), "the file holds more than one document", "a policy is one document: remove the line ---");
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var node = _parser.Current!;
        if (depth > DeepestNesting)
            throw new YamlStructureException(Span(node), "the document is nested too deeply", "a policy is four levels deep");
        if (node is AnchorAlias || node is NodeEvent { Anchor.IsEmpty: false })
            throw new YamlStructureException(Span(node), "anchors and aliases are not part of policy files", "write the value again");
        if (node is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
            throw new YamlStructureException(Span(node), "tags are not part of policy files", "remove the tag");

        return node switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadSequence(depth),
            MappingStart => ReadMapping(depth),

            // Where a node must begin, the parser lets some malformed documents end one.
            _ => throw new YamlStructureException(Span(node), "this is not YAML: a value is missing here", null),
        };
    }

    private YamlScalar ReadScalar(Scalar scalar) =>
        new(_source, scalar.Value, scalar.Style is not ScalarStyle.Plain, IndexOf(_source, scalar.Start), IndexOf(_source, scalar.End));

    private YamlSequence ReadSequence(int depth)
    {
        var span = Span(_parser.Current!);
        var items = new List<YamlNode>();
        for (Advance(); _parser.Current is not SequenceEnd; Advance())
            items.Add(ReadNode(depth + 1));
        return new YamlSequence(span, items);
    }

    private YamlMapping ReadMapping(int depth)
    {
        var span = Span(_parser.Current!);
        var entries = new List<YamlEntry>();
        for (Advance(); _parser.Current is not MappingEnd; Advance())
        {
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw new YamlStructureException(Span(_parser.Current!), "a key must be a plain word", "in block style, lists [a, b] and mappings {a: b} cannot be keys");
            Advance();
            entries.Add(new YamlEntry(key, ReadNode(depth + 1)));
        }

        return new YamlMapping(span, entries);
    }

    private void Advance()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // The scanner meets some malformed documents with these instead of a YamlException.
            var place = _source.SpanAt(IndexOf(_source, _scanner.CurrentPosition), 1);
            throw new YamlStructureException(place, "this is not YAML", "look for a bracket, brace or quote that is not closed");
        }
    }

    private SourceSpan Span(ParsingEvent node)
    {
        var start = IndexOf(_source, node.Start);
        var end = IndexOf(_source, node.End);
        return _source.SpanAt(start, end - start);
    }

    private static int IndexOf(SourceText source, Mark mark) => (int)Math.Clamp(mark.Index, 0, source.Text.Length);

    private static void Report(SourceText source, YamlException exception, DiagnosticBag diagnostics)
    {
        var start = source.SpanAt(IndexOf(source, exception.Start), 1);
        var message = "this is not YAML: " + Sentence(exception.Message);

        // The mistakes that YAML itself explains badly; tabs it reports where the mapping begins.
        if (exception.Message.Contains("tab", StringComparison.OrdinalIgnoreCase))
        {
            var tab = source.Text.IndexOf("\n\t", IndexOf(source, exception.Start), StringComparison.Ordinal);
            diagnostics.Error(tab < 0 ? start : source.SpanAt(tab + 1, 1), "", message, "indent with spaces, not with tabs");
        }
        else
        {
            var isExpression = source.Line(start.Line).Contains("when:", StringComparison.Ordinal);
            diagnostics.Error(start, "", message, isExpression ? "put the expression in quotes: YAML takes ': ', a final ':' and ' #' for its own" : null);
        }
    }

    private static string Sentence(string message)
    {
        message = message.TrimEnd('.').ReplaceLineEndings(" ");
        return message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..] : message;
    }

    /// <summary>YAML that is sound, but nothing that a policy can be.</summary>
    private sealed class YamlStructureException(SourceSpan span, string message, string? advice) : Exception(message)
    {
        public SourceSpan Span { get; } = span;

        public string? Advice { get; } = advice;
    }
}
