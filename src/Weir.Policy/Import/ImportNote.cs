namespace Weir.Policy;

/// <summary>One thing to know about an import.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="ObjectKind">What the object is, for example <c>filter</c>; empty when the note is about the file.</param>
/// <param name="Name">Name of the object, or its text when it has none.</param>
/// <param name="Key">Its key, or all zero.</param>
/// <param name="Line">Line of the file where it begins; 0 when it has no place.</param>
/// <param name="Text">What happened and why, as one sentence without a full stop.</param>
public sealed record ImportNote(ImportNoteKind Kind, string ObjectKind, string Name, Guid Key, int Line, string Text)
{
    /// <summary>The note as one line, for example <c>line 12: filter 'web' left out: ...</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"line {Line}: " : "";
        var what = ObjectKind.Length == 0 ? "" : $"{ObjectKind} '{Name}'";
        return Kind switch
        {
            ImportNoteKind.LeftOut => $"{place}{what} left out: {Text}",
            ImportNoteKind.Changed => $"{place}{what} changed: {Text}",
            _ => what.Length == 0 ? $"{place}{Text}" : $"{place}{what}: {Text}",
        };
    }
}
