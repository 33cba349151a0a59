namespace Weir.Bpf;

/// <summary>A source line and the slot where its instructions start.</summary>
/// <param name="InstructionIndex">The slot.</param>
/// <param name="File">File name.</param>
/// <param name="Line">Line number, from one.</param>
/// <param name="Column">Column number, from one.</param>
/// <param name="Text">The text of the line.</param>
public sealed record SourceLine(int InstructionIndex, string File, int Line, int Column, string Text);
