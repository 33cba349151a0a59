namespace Weir.Bpf.Compiler.Ir;

/// <summary>Finds natural loops. Dominators must be up to date.</summary>
internal static class Loops
{
    /// <summary>One loop per header, in reverse post-order of the headers.</summary>
    public static List<Loop> Find(Function function)
    {
        var loops = new List<Loop>();
        foreach (var header in function.Blocks)
        {
            HashSet<Block>? body = null;
            foreach (var predecessor in header.Predecessors)
            {
                if (predecessor.Order < header.Order || !Dominators.Dominates(header, predecessor))
                    continue;
                body ??= [header];
                AddBody(body, predecessor);
            }

            if (body is not null)
                loops.Add(new Loop(header, body));
        }

        return loops;
    }

    private static void AddBody(HashSet<Block> body, Block end)
    {
        var pending = new Stack<Block>([end]);
        while (pending.TryPop(out var block))
        {
            if (!body.Add(block))
                continue;
            foreach (var predecessor in block.Predecessors)
                pending.Push(predecessor);
        }
    }
}
