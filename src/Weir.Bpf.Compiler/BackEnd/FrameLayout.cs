using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>Places the stack slots that a function uses below its frame pointer: those of a call below those of the calls around it.</summary>
internal sealed class FrameLayout
{
    /// <summary>The kernel's limit, for a function and all its callers together.</summary>
    public const int MaxBytes = 512;

    private readonly Dictionary<StackSlot, int> _offsets = [];
    private readonly Dictionary<StackScope, int> _ends = [];
    private readonly Dictionary<StackScope, List<StackSlot>> _slots = [];

    public FrameLayout(MachineFunction function)
    {
        var known = new HashSet<StackSlot>();
        foreach (var block in function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Slot is { } slot && known.Add(slot))
                    SlotsOf(slot.Scope).Add(slot);
            }
        }

        foreach (var scope in _slots.Keys.ToArray())
            ByteSize = Math.Max(ByteSize, EndOf(scope));
    }

    /// <summary>Bytes used, a multiple of eight.</summary>
    public int ByteSize { get; }

    /// <summary>The slots, biggest first, for the complaint about a frame that is too large.</summary>
    public IEnumerable<StackSlot> BiggestFirst => _offsets.Keys.OrderByDescending(slot => slot.ByteSize);

    /// <summary>Where a slot starts, relative to the frame pointer.</summary>
    public int OffsetOf(StackSlot slot) => _offsets[slot];

    private List<StackSlot> SlotsOf(StackScope scope)
    {
        if (!_slots.TryGetValue(scope, out var slots))
            _slots.Add(scope, slots = []);
        return slots;
    }

    /// <summary>Bytes from the frame pointer to the last slot of a scope.</summary>
    private int EndOf(StackScope scope)
    {
        if (_ends.TryGetValue(scope, out var end))
            return end;
        end = scope.Parent is { } parent ? EndOf(parent) : 0;
        foreach (var slot in _slots.GetValueOrDefault(scope, []))
        {
            end += (slot.ByteSize + 7) & ~7;
            _offsets.Add(slot, -end);
        }

        _ends.Add(scope, end);
        return end;
    }
}
