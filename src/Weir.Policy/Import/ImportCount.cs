namespace Weir.Policy;

/// <summary>How many objects of a kind a file has, and what became of them: <c>InFile = Imported + BuiltIn + LeftOut</c>.</summary>
/// <param name="ObjectKind">The kind, for example <c>filter</c> or <c>rule</c>.</param>
/// <param name="InFile">Objects in the file.</param>
/// <param name="Imported">Those that came in.</param>
/// <param name="BuiltIn">Those that every engine has, and so did not have to.</param>
/// <param name="LeftOut">Those that did not; each has a note.</param>
/// <param name="MadeUp">Objects that the file does not have and that were put in because others name them; not among the others.</param>
public sealed record ImportCount(string ObjectKind, int InFile, int Imported, int BuiltIn, int LeftOut, int MadeUp = 0);
