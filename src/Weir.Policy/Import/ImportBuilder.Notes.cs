namespace Weir.Policy;

public sealed partial class ImportBuilder
{
    private readonly List<string> _kinds = [];
    private readonly Dictionary<string, (int InFile, int BuiltIn, int LeftOut, int MadeUp)> _counts = [];
    private readonly List<ImportNote> _notes = [];
    private readonly Dictionary<string, int> _common = [];

    /// <summary>Counts objects of the file: those that come in as well as those that do not.</summary>
    public void Count(string kind, int number = 1)
    {
        var count = CountOf(kind);
        _counts[kind] = count with { InFile = count.InFile + number };
    }

    /// <summary>Counts an object of the file that every engine has.</summary>
    public void CountBuiltIn(string kind)
    {
        var count = CountOf(kind);
        _counts[kind] = count with { BuiltIn = count.BuiltIn + 1 };
    }

    /// <summary>Counts an object that the file does not have, and that is put in because others name it.</summary>
    public void CountMadeUp(string kind)
    {
        var count = CountOf(kind);
        _counts[kind] = count with { MadeUp = count.MadeUp + 1 };
    }

    /// <summary>Tells what is different about an object that comes in.</summary>
    public void Change(ImportSource source, string text) => Note(ImportNoteKind.Changed, source, text);

    /// <summary>Tells something worth knowing about an object.</summary>
    public void Inform(ImportSource source, string text) => Note(ImportNoteKind.Information, source, text);

    /// <summary>Tells something worth knowing about the file.</summary>
    public void Inform(string text, int line = 0) => Note(ImportNoteKind.Information, new ImportSource("", "", Guid.Empty, line), text);

    /// <summary>Counts something that is the same for many objects, to tell it once.</summary>
    public void Tally(string text) => _common[text] = _common.GetValueOrDefault(text) + 1;

    private void Note(ImportNoteKind kind, ImportSource source, string text)
    {
        ArgumentNullException.ThrowIfNull(source);
        _notes.Add(new ImportNote(kind, source.Kind, source.Name, source.Key, source.Line, text));
    }

    private void CountLeftOut(string kind)
    {
        var count = CountOf(kind);
        _counts[kind] = count with { LeftOut = count.LeftOut + 1 };
    }

    private ImportReport ToReport()
    {
        // Place first, so that the order does not depend on when something was found out.
        var notes = _notes.OrderBy(note => note.Line).ToList();
        foreach (var (text, number) in _common.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            notes.Add(new ImportNote(ImportNoteKind.Information, "", "", Guid.Empty, 0, number == 1 ? text : $"{text} ({number} times)"));
        return new ImportReport
        {
            Format = format,
            Counts = [.. _kinds.Select(ToCount)],
            Notes = [.. notes],
            Weights = Weights,
        };
    }

    private ImportCount ToCount(string kind)
    {
        var (inFile, builtIn, leftOut, madeUp) = _counts[kind];
        return new ImportCount(kind, inFile, inFile - builtIn - leftOut, builtIn, leftOut, madeUp);
    }

    private (int InFile, int BuiltIn, int LeftOut, int MadeUp) CountOf(string kind)
    {
        if (_counts.TryGetValue(kind, out var count))
            return count;
        _kinds.Add(kind);
        _counts.Add(kind, default);
        return default;
    }
}
