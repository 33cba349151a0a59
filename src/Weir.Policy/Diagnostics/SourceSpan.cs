namespace Weir.Policy;

/// <summary>A place in a policy file: a run of characters on one line.</summary>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Column">Column of the first character, counted from 1 in UTF-16 code units.</param>
/// <param name="Length">Number of characters, at least 1; what exceeds the line's end is not shown.</param>
public readonly record struct SourceSpan(int Line, int Column, int Length)
{
    /// <summary>Writes the place as <c>line:column</c>, the form that editors and terminals turn into a link.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
