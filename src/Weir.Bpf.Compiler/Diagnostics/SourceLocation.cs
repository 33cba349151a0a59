namespace Weir.Bpf.Compiler;

/// <summary>A statement of the C# source.</summary>
/// <param name="File">Path of the file, as the C# compiler was given it.</param>
/// <param name="Line">First line, from one.</param>
/// <param name="Column">First column, from one.</param>
/// <param name="Text">The statement's text on its first line; empty when the source is not at hand.</param>
internal sealed record SourceLocation(string File, int Line, int Column, string Text);
