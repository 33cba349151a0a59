namespace Weir.Bpf.Compiler.Ir;

/// <summary>
/// One instruction of the intermediate language and the value it computes.
/// Every 32-bit value is held zero-extended in its 64-bit register: 32-bit arithmetic, narrow loads and 32-bit constants all keep that,
/// so widening an unsigned value costs nothing.
/// </summary>
internal sealed class Value(Opcode opcode, OperandWidth width)
{
    private readonly List<Value> _operands = new(2);
    private readonly List<Value> _users = [];

    /// <summary>What it does. Terminators change theirs when they are simplified.</summary>
    public Opcode Opcode { get; set; } = opcode;

    /// <summary>Width of the operation, and of the result except for comparisons (32 bits).</summary>
    public OperandWidth Width { get; set; } = width;

    /// <summary>The block it stands in; null for floating and removed values.</summary>
    public Block? Block { get; set; }

    /// <summary>Where in the C# program it comes from.</summary>
    public SourcePoint Source { get; set; }

    /// <summary>A constant; a byte offset of a memory access or address; a parameter's index; the number of significant bits of an extension or swap; a helper's or kernel function's id.</summary>
    public long Immediate { get; set; }

    /// <summary>Bytes of a memory access.</summary>
    public int ByteSize { get; set; }

    /// <summary>Condition of a comparison or branch.</summary>
    public JumpCondition Condition { get; set; }

    /// <summary>Operation of an atomic access.</summary>
    public AtomicOperation Atomic { get; set; }

    /// <summary>The stack slot of an address or of cleared memory.</summary>
    public StackSlot? Slot { get; set; }

    /// <summary>The variable read or written.</summary>
    public Variable? Variable { get; set; }

    /// <summary>The map addressed.</summary>
    public MapDeclaration? Map { get; set; }

    /// <summary>The function called.</summary>
    public Function? Callee { get; set; }

    /// <summary>Whether a call moves packet data, which makes earlier packet pointers worthless.</summary>
    public bool ChangesPacket { get; set; }

    /// <summary>Whether a load reads memory anew, whatever was read there before.</summary>
    public bool IsVolatile { get; set; }

    /// <summary>Whether it is a pointer to the program's context.</summary>
    public bool IsContext { get; set; }

    /// <summary>Whether it is a pointer that the verifier forgets when it is stored, as one to a dynptr that the caller made.</summary>
    public bool StaysInRegister { get; set; }

    /// <summary>First successor of a terminator; where a branch goes when its condition holds, a may-goto while budget is left.</summary>
    public Block? Target { get; set; }

    /// <summary>Second successor of a branch or may-goto.</summary>
    public Block? Otherwise { get; set; }

    /// <summary>A number for listings and value numbering.</summary>
    public int Id { get; init; }

    public IReadOnlyList<Value> Operands => _operands;

    /// <summary>Who uses it, once per use. Floating values keep no list.</summary>
    public IReadOnlyList<Value> Users => _users;

    public bool IsConstant => Opcode == Opcode.Constant;

    public bool Is32Bit => Width == OperandWidth.Bits32;

    /// <summary>Whether the register holds a number that fits 32 bits by its type.</summary>
    public bool ResultIs32Bit => Is32Bit || Opcode == Opcode.Compare;

    public Value this[int index] => _operands[index];

    public void Add(Value operand)
    {
        _operands.Add(operand);
        operand.AddUser(this);
    }

    public void Set(int index, Value operand)
    {
        _operands[index].RemoveUser(this);
        _operands[index] = operand;
        operand.AddUser(this);
    }

    public void RemoveOperand(int index)
    {
        _operands[index].RemoveUser(this);
        _operands.RemoveAt(index);
    }

    public void ClearOperands()
    {
        foreach (var operand in _operands)
            operand.RemoveUser(this);
        _operands.Clear();
    }

    /// <summary>Makes every user use another value instead.</summary>
    public void ReplaceWith(Value other)
    {
        foreach (var user in _users)
        {
            var index = user._operands.IndexOf(this);
            user._operands[index] = other;
            other.AddUser(user);
        }

        _users.Clear();
    }

    /// <summary>Takes it out of the program; its block drops it when the list is next compacted.</summary>
    public void Remove()
    {
        ClearOperands();
        Block = null;
    }

    private void AddUser(Value user)
    {
        if (!Opcode.IsFloating())
            _users.Add(user);
    }

    private void RemoveUser(Value user)
    {
        if (!Opcode.IsFloating())
            _users.RemoveAt(_users.LastIndexOf(user));
    }

    public override string ToString() => IrPrinter.Print(this);
}
