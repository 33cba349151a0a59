using System.Collections.Immutable;

namespace Weir.Bpf;

public sealed partial class Assembler
{
    /// <summary>Places everything and works out the jump offsets. The assembler can go on being used.</summary>
    /// <exception cref="InvalidOperationException">A label is used but was never placed.</exception>
    public AssembledProgram Assemble()
    {
        int[] targets = ResolveTargets();
        int[] positions = Place(targets, out bool[] isLong);

        var instructions = ImmutableArray.CreateBuilder<Instruction>(positions[^1]);
        for (int i = 0; i < _items.Count; i++)
        {
            Item item = _items[i];
            int distance = item.FixUp == FixUp.None ? 0 : Distance(positions, i, targets[i]);
            if (isLong[i])
                AddLongJump(instructions, item, positions[targets[i]]);
            else
                instructions.Add(WithDistance(item, distance));
        }

        return new AssembledProgram
        {
            Instructions = instructions.MoveToImmutable(),
            MapReferences = [.. _mapReferences.Select(r => new MapReference(positions[r.Item], r.Map, r.ValueOffset))],
            Labels = _labels.ToImmutableDictionary(label => label.Key, label => positions[label.Value]),
            // A line told after the last instruction has none to stand for.
            Lines = [.. _lines.Where(l => l.Item < _items.Count).Select(l => new SourceLine(positions[l.Item], l.File, l.Line, l.Column, l.Text))],
        };
    }

    private int[] ResolveTargets()
    {
        var targets = new int[_items.Count];
        for (int i = 0; i < _items.Count; i++)
        {
            if (_items[i].FixUp == FixUp.None)
                continue;
            if (!_labels.TryGetValue(_items[i].Target, out targets[i]))
                throw new InvalidOperationException($"Label '{_items[i].Target}' is used by '{_items[i].Instruction}' but placed nowhere.");
        }

        return targets;
    }

    /// <summary>
    /// Finds the slot of each item, with one more entry for the end. Starts with all jumps short and lengthens those
    /// that do not reach, until all do: lengthening one may push others apart, never together.
    /// </summary>
    private int[] Place(int[] targets, out bool[] isLong)
    {
        isLong = new bool[_items.Count];
        var positions = new int[_items.Count + 1];
        bool changed;
        do
        {
            for (int i = 0; i < _items.Count; i++)
                positions[i + 1] = positions[i] + (isLong[i] ? LongJumpLength(_items[i]) : 1);

            changed = false;
            for (int i = 0; i < _items.Count; i++)
            {
                bool isJump = _items[i].FixUp is FixUp.Jump or FixUp.ConditionalJump;
                if (isJump && !isLong[i] && Distance(positions, i, targets[i]) is < short.MinValue or > short.MaxValue)
                    changed = isLong[i] = true;
            }
        }
        while (changed);
        return positions;
    }

    private static int Distance(int[] positions, int from, int to) => positions[to] - (positions[from] + 1);

    private static Instruction WithDistance(Item item, int distance)
    {
        Instruction i = item.Instruction;
        return item.FixUp switch
        {
            FixUp.Jump or FixUp.ConditionalJump => new Instruction(i.Opcode, i.Destination, i.Source, (short)distance, i.Immediate),
            FixUp.FunctionPosition => new Instruction(i.Opcode, i.Destination, i.Source, i.Offset, distance),
            _ => i,
        };
    }

    private static int LongJumpLength(Item item) => item switch
    {
        { FixUp: FixUp.Jump } => 1,
        _ when TryInvert(item.Instruction, out _) => 2,
        _ => 3,
    };

    private static void AddLongJump(ImmutableArray<Instruction>.Builder instructions, Item item, int target)
    {
        if (item.FixUp == FixUp.ConditionalJump)
        {
            if (TryInvert(item.Instruction, out Instruction inverse))
            {
                instructions.Add(inverse);
            }
            else
            {
                Instruction i = item.Instruction;
                instructions.Add(new Instruction(i.Opcode, i.Destination, i.Source, 1, i.Immediate));
                instructions.Add(Instruction.Jump(1));
            }
        }

        instructions.Add(Instruction.JumpLong(target - (instructions.Count + 1)));
    }

    /// <summary>The jump that skips one slot exactly when the given one is not taken.</summary>
    private static bool TryInvert(Instruction jump, out Instruction inverse)
    {
        const byte operationBits = 0xf0;
        var condition = (JumpCondition)(jump.Opcode & operationBits);
        bool exists = condition.TryInvert(out JumpCondition opposite);
        byte opcode = (byte)((jump.Opcode & ~operationBits) | (byte)opposite);
        inverse = new Instruction(opcode, jump.Destination, jump.Source, 1, jump.Immediate);
        return exists;
    }
}
