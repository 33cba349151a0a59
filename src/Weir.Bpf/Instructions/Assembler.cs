namespace Weir.Bpf;

/// <summary>Writes programs instruction by instruction, with labels instead of jump offsets.</summary>
/// <remarks>
/// <para>
/// Each method appends one instruction and returns the assembler, so that programs read from top to bottom. A label may
/// be used before or after it is placed. <see cref="Assemble"/> works out the offsets; a jump that does not fit into 16
/// bits becomes a long one (<c>gotol</c>, Linux 6.6), a conditional one with the condition turned round in front of it.
/// </para>
/// <para>
/// Anything that has no method of its own goes through <see cref="Emit(Instruction)"/>. Not safe for use from several
/// threads.
/// </para>
/// </remarks>
/// <example><code>
/// using static Weir.Bpf.Register;
///
/// AssembledProgram drop = new Assembler()
///     .Load(MemorySize.Word, R2, R1, 16)                  // __sk_buff.protocol
///     .JumpIf(JumpCondition.Equal, R2, 0x0008, "drop")    // ETH_P_IP, network order
///     .Move(R0, 0)
///     .Exit()
///     .Label("drop")
///     .Move(R0, 2)
///     .Exit()
///     .Assemble();
/// </code></example>
public sealed partial class Assembler
{
    private readonly List<Item> _items = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly List<(int Item, string Map, int? ValueOffset)> _mapReferences = [];
    private readonly List<(int Item, string File, int Line, int Column, string Text)> _lines = [];

    private enum FixUp
    {
        None,
        Jump,
        ConditionalJump,
        FunctionPosition,
    }

    /// <summary>One slot as written; a jump may take more of them once it is placed.</summary>
    private readonly record struct Item(Instruction Instruction, FixUp FixUp = FixUp.None, string Target = "");

    /// <summary>Places a label here: at the next instruction.</summary>
    /// <param name="name">Its name, unique in the program.</param>
    /// <exception cref="InvalidOperationException">The label was placed before.</exception>
    public Assembler Label(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_labels.TryAdd(name, _items.Count))
            throw new InvalidOperationException($"Label '{name}' is placed twice; every place needs a name of its own.");
        return this;
    }

    /// <summary>Tells that the instructions from here on come from a source line.</summary>
    /// <param name="file">File name.</param>
    /// <param name="line">Line number, from one.</param>
    /// <param name="column">Column number, from one.</param>
    /// <param name="text">The text of the line.</param>
    /// <remarks>When several lines are told for one instruction, the last one counts.</remarks>
    public Assembler SourceLine(string file, int line, int column, string text)
    {
        if (_lines.Count > 0 && _lines[^1].Item == _items.Count)
            _lines.RemoveAt(_lines.Count - 1);
        _lines.Add((_items.Count, file, line, column, text));
        return this;
    }

    /// <summary>Appends a slot as it is.</summary>
    /// <param name="instruction">Any slot; jumps and calls keep their offsets.</param>
    public Assembler Emit(Instruction instruction)
    {
        _items.Add(new Item(instruction));
        return this;
    }

    /// <summary>Appends the two slots of a 64-bit load.</summary>
    /// <param name="wide">As the <see cref="Instruction"/> factory methods return them.</param>
    public Assembler Emit((Instruction First, Instruction Second) wide) => Emit(wide.First).Emit(wide.Second);

    private Assembler Emit(Instruction instruction, FixUp fixUp, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        _items.Add(new Item(instruction, fixUp, target));
        return this;
    }
}
