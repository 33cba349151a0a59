namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>Which registers are alive at the same time and so cannot share a machine register. Merged registers are represented by one of them.</summary>
internal sealed class InterferenceGraph
{
    private readonly BitSet[] _rows;
    private readonly List<int>[] _neighbours;
    private readonly int[] _representatives;

    private InterferenceGraph(int count)
    {
        _rows = new BitSet[count];
        _neighbours = new List<int>[count];
        _representatives = new int[count];
        Costs = new double[count];
        for (var i = 0; i < count; i++)
        {
            _rows[i] = new BitSet(count);
            _neighbours[i] = [];
            _representatives[i] = i;
        }
    }

    /// <summary>The copies between registers, hottest first: chances to merge.</summary>
    public List<(int Destination, int Source, int Depth)> Copies { get; } = [];

    /// <summary>What a register's life in memory would cost: its reads and writes, ten times more for each loop around.</summary>
    public double[] Costs { get; }

    public int Count => _rows.Length;

    public static InterferenceGraph Build(MachineFunction function)
    {
        Liveness.Compute(function);
        var graph = new InterferenceGraph(function.RegisterCount);
        for (var left = 0; left < MachineInstruction.FramePointer; left++)
        {
            for (var right = left + 1; right < MachineInstruction.FramePointer; right++)
                graph.Connect(left, right);
        }

        foreach (var block in function.Blocks)
            graph.Add(block);
        graph.Copies.Sort((left, right) => right.Depth.CompareTo(left.Depth));
        return graph;
    }

    public bool Interfere(int left, int right) => _rows[left].Contains(right);

    public List<int> Neighbours(int register) => _neighbours[register];

    public int Degree(int register) => _neighbours[register].Count;

    /// <summary>The register that stands for this one after merging.</summary>
    public int Find(int register)
    {
        while (_representatives[register] != register)
            register = _representatives[register] = _representatives[_representatives[register]];
        return register;
    }

    /// <summary>Lets one register stand for another, too.</summary>
    public void Merge(int kept, int gone)
    {
        _representatives[gone] = kept;
        Costs[kept] += Costs[gone];
        foreach (var neighbour in _neighbours[gone])
        {
            _neighbours[neighbour].Remove(gone);
            Connect(kept, neighbour);
        }

        _neighbours[gone].Clear();
    }

    private void Add(MachineBlock block)
    {
        Span<int> definitions = stackalloc int[MachineInstruction.CallerSaved];
        Span<int> uses = stackalloc int[MachineInstruction.CallerSaved];
        var weight = Math.Pow(10, block.LoopDepth);
        var live = new BitSet(Count);
        live.CopyFrom(block.LiveOut);
        for (var i = block.Instructions.Count - 1; i >= 0; i--)
        {
            var instruction = block.Instructions[i];
            var definitionCount = instruction.GetDefinitions(definitions);
            var useCount = instruction.GetUses(uses);
            if (instruction.IsCopy && instruction.Source != MachineInstruction.FramePointer)
            {
                // A copy's two registers hold the same value; that alone does not keep them apart.
                live.Remove(instruction.Source);
                Copies.Add((instruction.Destination, instruction.Source, block.LoopDepth));
            }

            foreach (var definition in definitions[..definitionCount])
            {
                Costs[definition] += weight;
                foreach (var other in live)
                    Connect(definition, other);
            }

            if (instruction.Opcode == MachineOpcode.SetIf)
            {
                Connect(instruction.Destination, instruction.Left);
                if (instruction.Source != MachineInstruction.None)
                    Connect(instruction.Destination, instruction.Source);
            }

            foreach (var definition in definitions[..definitionCount])
                live.Remove(definition);
            foreach (var use in uses[..useCount])
            {
                Costs[use] += weight;
                live.Add(use);
            }
        }
    }

    private void Connect(int left, int right)
    {
        if (left == right || left == MachineInstruction.FramePointer || right == MachineInstruction.FramePointer || _rows[left].Contains(right))
            return;
        _rows[left].Add(right);
        _rows[right].Add(left);
        _neighbours[left].Add(right);
        _neighbours[right].Add(left);
    }
}
