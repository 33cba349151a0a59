using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>
/// Assigns machine registers by graph colouring (Chaitin, Briggs): merges the registers of copies where that surely does not hurt,
/// takes out registers of low degree, colours in reverse, and moves to the stack what finds no colour, then starts again.
/// </summary>
internal sealed class RegisterAllocator
{
    private const int MaxRounds = 64;

    private readonly MachineFunction _function;
    private readonly int _colors;

    private RegisterAllocator(MachineFunction function, int colors) => (_function, _colors) = (function, colors);

    /// <summary>Rewrites the function to machine registers only.</summary>
    /// <param name="function">The function.</param>
    /// <param name="colors">How many of R0 to R9 may be used.</param>
    public static void Allocate(MachineFunction function, int colors) => new RegisterAllocator(function, colors).Run();

    private void Run()
    {
        RemoveDead();
        for (var round = 0; round < MaxRounds; round++)
        {
            var graph = InterferenceGraph.Build(_function);
            Coalesce(graph);
            var colors = new int[graph.Count];
            var spilled = Color(graph, colors);
            if (spilled.Count == 0)
            {
                Apply(graph, colors);
                return;
            }

            Spill(graph, PlaceOnStack(graph, spilled));
        }

        throw new InternalCompilerException($"{_function.Source.Name}: register allocation does not end.");
    }

    /// <summary>Gives each spilled register a stack slot; registers that are never alive together share one.</summary>
    private Dictionary<int, StackSlot> PlaceOnStack(InterferenceGraph graph, List<int> spilled)
    {
        var slots = new Dictionary<int, StackSlot>();
        var tenants = new List<(StackSlot Slot, List<int> Registers)>();
        foreach (var register in spilled)
        {
            var place = tenants.FindIndex(tenant => !tenant.Registers.Exists(other => graph.Interfere(register, other)));
            if (place < 0)
            {
                place = tenants.Count;
                tenants.Add((new StackSlot("spilled value", sizeof(ulong), _function.Source.Scope) { IsSpill = true }, []));
            }

            tenants[place].Registers.Add(register);
            slots.Add(register, tenants[place].Slot);
        }

        return slots;
    }

    /// <summary>Drops copies and constants whose result nobody reads; they would only crowd the graph.</summary>
    private void RemoveDead()
    {
        Span<int> registers = stackalloc int[MachineInstruction.CallerSaved];
        for (var changed = true; changed;)
        {
            changed = false;
            Liveness.Compute(_function);
            foreach (var block in _function.Blocks)
            {
                var live = new BitSet(_function.RegisterCount);
                live.CopyFrom(block.LiveOut);
                for (var i = block.Instructions.Count - 1; i >= 0; i--)
                {
                    var instruction = block.Instructions[i];
                    var count = instruction.GetDefinitions(registers);
                    if (count == 1 && instruction.Opcode != MachineOpcode.Atomic && !live.Contains(registers[0]))
                    {
                        block.Instructions.RemoveAt(i);
                        changed = true;
                        continue;
                    }

                    Liveness.StepBack(live, instruction);
                }
            }
        }
    }

    private void Coalesce(InterferenceGraph graph)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (destination, source, _) in graph.Copies)
            {
                var (left, right) = (graph.Find(destination), graph.Find(source));
                if (left == right || graph.Interfere(left, right))
                    continue;
                if (right < MachineInstruction.FirstVirtual)
                    (left, right) = (right, left);
                if (right < MachineInstruction.FirstVirtual)
                    continue;
                var isSafe = left < MachineInstruction.FirstVirtual
                    ? left < _colors && IsSafeByGeorge(graph, left, right)
                    : IsSafeByBriggs(graph, left, right) || IsSafeByGeorge(graph, left, right) || IsSafeByGeorge(graph, right, left);
                if (!isSafe)
                    continue;
                graph.Merge(left, right);
                if (_function.UnspillableRegisters.Contains(right))
                    _function.UnspillableRegisters.Add(left);
                changed = true;
            }
        }
    }

    /// <summary>The merged register has fewer high-degree neighbours than there are colours.</summary>
    private bool IsSafeByBriggs(InterferenceGraph graph, int left, int right)
    {
        var high = 0;
        foreach (var neighbour in graph.Neighbours(left))
        {
            var degree = graph.Degree(neighbour) - (graph.Interfere(neighbour, right) ? 1 : 0);
            if (neighbour < MachineInstruction.FirstVirtual || degree >= _colors)
                high++;
        }

        foreach (var neighbour in graph.Neighbours(right))
        {
            if (!graph.Interfere(neighbour, left) && (neighbour < MachineInstruction.FirstVirtual || graph.Degree(neighbour) >= _colors))
                high++;
        }

        return high < _colors;
    }

    /// <summary>Every neighbour of the register that goes is out of the other's way already, or easy to colour.</summary>
    private bool IsSafeByGeorge(InterferenceGraph graph, int kept, int gone)
    {
        foreach (var neighbour in graph.Neighbours(gone))
        {
            if (graph.Interfere(neighbour, kept))
                continue;
            if (neighbour < MachineInstruction.FirstVirtual ? kept >= MachineInstruction.FirstVirtual : graph.Degree(neighbour) >= _colors)
                return false;
        }

        return true;
    }

    /// <summary>Fills in a colour for every register; returns those that found none.</summary>
    private List<int> Color(InterferenceGraph graph, int[] colors)
    {
        var order = RemovalOrder(graph);
        Array.Fill(colors, MachineInstruction.None);
        for (var register = 0; register < MachineInstruction.FramePointer; register++)
            colors[register] = register;
        var spilled = new List<int>();
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var register = order[i];
            var taken = 0;
            foreach (var neighbour in graph.Neighbours(register))
            {
                if (colors[neighbour] != MachineInstruction.None)
                    taken |= 1 << colors[neighbour];
            }

            var color = PreferredColor(graph, colors, register, taken);
            for (var candidate = 0; color == MachineInstruction.None && candidate < _colors; candidate++)
            {
                if ((taken & (1 << candidate)) == 0)
                    color = candidate;
            }

            if (color == MachineInstruction.None)
                spilled.Add(register);
            colors[register] = color;
        }

        return spilled;
    }

    /// <summary>The colour of a register that this one is copied from or to, so that the copy disappears.</summary>
    private int PreferredColor(InterferenceGraph graph, int[] colors, int register, int taken)
    {
        foreach (var (destination, source, _) in graph.Copies)
        {
            var (left, right) = (graph.Find(destination), graph.Find(source));
            var other = left == register ? right : right == register ? left : register;
            if (other == register || colors[other] is MachineInstruction.None)
                continue;
            if (colors[other] < _colors && (taken & (1 << colors[other])) == 0)
                return colors[other];
        }

        return MachineInstruction.None;
    }

    /// <summary>Takes registers out of the graph: first the ones that surely find a colour, else the cheapest to keep in memory.</summary>
    private List<int> RemovalOrder(InterferenceGraph graph)
    {
        var order = new List<int>();
        var degrees = new int[graph.Count];
        var remaining = new HashSet<int>();
        var easy = new Stack<int>();
        for (var register = MachineInstruction.FirstVirtual; register < graph.Count; register++)
        {
            if (graph.Find(register) != register)
                continue;
            degrees[register] = graph.Degree(register);
            remaining.Add(register);
            if (degrees[register] < _colors)
                easy.Push(register);
        }

        while (remaining.Count > 0)
        {
            if (!easy.TryPop(out var next))
                next = CheapestToSpill(graph, remaining, degrees);
            if (!remaining.Remove(next))
                continue;
            order.Add(next);
            foreach (var neighbour in graph.Neighbours(next))
            {
                if (remaining.Contains(neighbour) && --degrees[neighbour] == _colors - 1)
                    easy.Push(neighbour);
            }
        }

        return order;
    }

    private int CheapestToSpill(InterferenceGraph graph, HashSet<int> remaining, int[] degrees)
    {
        var (best, bestCost) = (MachineInstruction.None, double.PositiveInfinity);
        foreach (var register in remaining)
        {
            var cost = _function.UnspillableRegisters.Contains(register) ? double.MaxValue : graph.Costs[register] / degrees[register];
            // Equal costs: the lower number, so that every run of the compiler gives the same code.
            if (cost < bestCost || (cost == bestCost && register < best))
                (best, bestCost) = (register, cost);
        }

        return best;
    }

    private void Apply(InterferenceGraph graph, int[] colors)
    {
        foreach (var block in _function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                instruction.Destination = Assigned(instruction.Destination);
                instruction.Source = Assigned(instruction.Source);
                instruction.Left = Assigned(instruction.Left);
            }

            block.Instructions.RemoveAll(instruction => instruction.IsCopy && instruction.Destination == instruction.Source);
        }

        int Assigned(int register) =>
            register is MachineInstruction.None or MachineInstruction.FramePointer ? register : colors[graph.Find(register)];
    }

    /// <summary>Gives each spilled register a stack slot, loaded before every read and stored after every write.</summary>
    private void Spill(InterferenceGraph graph, Dictionary<int, StackSlot> slots)
    {
        foreach (var block in _function.Blocks)
        {
            var instructions = block.Instructions;
            block.Instructions = new List<MachineInstruction>(instructions.Count);
            foreach (var instruction in instructions)
                SpillAround(block, instruction, graph, slots);
        }
    }

    private void SpillAround(MachineBlock block, MachineInstruction instruction, InterferenceGraph graph, Dictionary<int, StackSlot> slots)
    {
        Span<int> buffer = stackalloc int[MachineInstruction.CallerSaved];
        var replaced = new Dictionary<int, int>();
        foreach (var register in buffer[..instruction.GetUses(buffer)].ToArray())
        {
            if (SlotOf(register) is { } slot && !replaced.ContainsKey(register))
                block.Instructions.Add(Load(Temporary(register), slot, instruction));
        }

        block.Instructions.Add(instruction);
        foreach (var register in buffer[..instruction.GetDefinitions(buffer)].ToArray())
        {
            if (SlotOf(register) is { } slot)
                block.Instructions.Add(Store(Temporary(register), slot, instruction));
        }

        instruction.Destination = replaced.GetValueOrDefault(instruction.Destination, instruction.Destination);
        instruction.Source = replaced.GetValueOrDefault(instruction.Source, instruction.Source);
        instruction.Left = replaced.GetValueOrDefault(instruction.Left, instruction.Left);

        StackSlot? SlotOf(int register) =>
            register >= MachineInstruction.FirstVirtual ? slots.GetValueOrDefault(graph.Find(register)) : null;

        int Temporary(int register)
        {
            if (!replaced.TryGetValue(register, out var temporary))
            {
                temporary = _function.NewRegister();
                _function.UnspillableRegisters.Add(temporary);
                replaced.Add(register, temporary);
            }

            return temporary;
        }
    }

    private static MachineInstruction Load(int register, StackSlot slot, MachineInstruction near) =>
        new(MachineOpcode.Load, near.Origin) { Destination = register, Source = MachineInstruction.FramePointer, Slot = slot, ByteSize = sizeof(ulong) };

    private static MachineInstruction Store(int register, StackSlot slot, MachineInstruction near) =>
        new(MachineOpcode.Store, near.Origin) { Destination = MachineInstruction.FramePointer, Source = register, Slot = slot, ByteSize = sizeof(ulong) };
}
