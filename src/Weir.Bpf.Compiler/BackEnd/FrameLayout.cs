using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>Places the stack slots that a function uses below its frame pointer.</summary>
internal sealed class FrameLayout
{
    /// <summary>The kernel's limit, for a function and all its callers together.</summary>
    public const int MaxBytes = 512;

    private readonly Dictionary<StackSlot, int> _offsets = [];

    public FrameLayout(MachineFunction function)
    {
        foreach (var block in function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Slot is { } slot)
                    Place(slot);
            }
        }
    }

    /// <summary>Bytes used, a multiple of eight.</summary>
    public int ByteSize { get; private set; }

    /// <summary>The slots, biggest first, for the complaint about a frame that is too large.</summary>
    public IEnumerable<StackSlot> BiggestFirst => _offsets.Keys.OrderByDescending(slot => slot.ByteSize);

    /// <summary>Where a slot starts, relative to the frame pointer.</summary>
    public int OffsetOf(StackSlot slot) => _offsets[slot];

    private void Place(StackSlot slot)
    {
        if (_offsets.ContainsKey(slot))
            return;
        ByteSize += (slot.ByteSize + 7) & ~7;
        _offsets.Add(slot, -ByteSize);
    }
}
