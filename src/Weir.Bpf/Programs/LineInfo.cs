using System.Runtime.InteropServices;

namespace Weir.Bpf;

/// <summary>Where a source line starts; laid out as the kernel's <c>struct bpf_line_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LineInfo
{
    private const int ColumnBits = 10;

    /// <summary>The highest column that can be told; higher ones are stored as this.</summary>
    public const int MaxColumn = (1 << ColumnBits) - 1;

    /// <summary>The highest line that can be told; higher ones are stored as this.</summary>
    public const int MaxLine = (1 << (32 - ColumnBits)) - 1;

    private readonly int _instructionIndex;
    private readonly uint _fileNameOffset;
    private readonly uint _textOffset;
    private readonly uint _lineAndColumn;

    /// <summary>Describes the line that starts at a slot.</summary>
    /// <param name="instructionIndex">The slot.</param>
    /// <param name="fileNameOffset">Where the file name starts in the BTF strings (<see cref="BtfBuilder.AddString"/>).</param>
    /// <param name="textOffset">Where the text of the line starts in the BTF strings.</param>
    /// <param name="line">Line number, from one.</param>
    /// <param name="column">Column number, from one.</param>
    public LineInfo(int instructionIndex, uint fileNameOffset, uint textOffset, int line, int column)
    {
        _instructionIndex = instructionIndex;
        _fileNameOffset = fileNameOffset;
        _textOffset = textOffset;
        _lineAndColumn = ((uint)Math.Clamp(line, 0, MaxLine) << ColumnBits) | (uint)Math.Clamp(column, 0, MaxColumn);
    }

    /// <summary>The slot where the line starts.</summary>
    public int InstructionIndex => _instructionIndex;

    /// <summary>Where the file name starts in the BTF strings.</summary>
    public uint FileNameOffset => _fileNameOffset;

    /// <summary>Where the text of the line starts in the BTF strings.</summary>
    public uint TextOffset => _textOffset;

    /// <summary>Line number, from one.</summary>
    public int Line => (int)(_lineAndColumn >> ColumnBits);

    /// <summary>Column number, from one.</summary>
    public int Column => (int)(_lineAndColumn & MaxColumn);
}
