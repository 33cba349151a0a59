namespace Weir.Bpf;

public sealed partial class BtfBuilder
{
    /// <summary>Adds the texts of a source line.</summary>
    /// <param name="line">The line and its slot.</param>
    /// <returns>The line for <see cref="ProgramBtf.Lines"/>.</returns>
    /// <exception cref="ArgumentException">The text or the file name holds a NUL character.</exception>
    public LineInfo AddLine(SourceLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new LineInfo(line.InstructionIndex, AddString(line.File), AddString(line.Text), line.Line, line.Column);
    }
}
