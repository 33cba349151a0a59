using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>Collects what is wrong with one file, so that all of it can be reported at once.</summary>
internal sealed class DiagnosticBag(SourceText source)
{
    // Enough to mend a file in a few rounds; a binary given by mistake would yield millions.
    private const int Limit = 100;

    private readonly List<PolicyDiagnostic> _diagnostics = [];

    private int _omittedErrors;

    public bool HasErrors { get; private set; }

    /// <summary>What was collected, as an exception.</summary>
    /// <param name="earlier">What was found before.</param>
    public PolicyException ToException(ImmutableArray<PolicyDiagnostic> earlier = default) =>
        new(earlier.IsDefaultOrEmpty ? ToImmutable() : [.. earlier, .. ToImmutable()], _omittedErrors);

    public void Error(SourceSpan span, string path, string message, string? advice = null) =>
        Add(PolicySeverity.Error, span, path, message, advice);

    public void Warning(SourceSpan span, string path, string message, string? advice = null, string? rule = null) =>
        Add(PolicySeverity.Warning, span, path, message, advice, rule);

    /// <summary>What was collected, in the order of the file.</summary>
    public ImmutableArray<PolicyDiagnostic> ToImmutable() =>
        _diagnostics.Count == 0 ? [] : [.. _diagnostics.OrderBy(d => d.Span.Line).ThenBy(d => d.Span.Column)];

    private void Add(PolicySeverity severity, SourceSpan span, string path, string message, string? advice, string? rule = null)
    {
        HasErrors |= severity == PolicySeverity.Error;
        if (_diagnostics.Count >= Limit)
        {
            _omittedErrors += severity == PolicySeverity.Error ? 1 : 0;
            return;
        }

        foreach (var earlier in _diagnostics)
        {
            if (earlier.Span == span && earlier.Message == message)
                return;
        }

        _diagnostics.Add(new PolicyDiagnostic
        {
            Severity = severity,
            File = source.FileName,
            Span = span,
            Path = path,
            Message = message,
            Advice = advice,
            Rule = rule,
            SourceLine = source.Line(span.Line),
        });
    }
}
