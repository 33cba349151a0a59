namespace Weir.Bpf.Compiler.Ir;

/// <summary>Immediate dominators by the iterative algorithm of Cooper, Harvey and Kennedy.</summary>
internal static class Dominators
{
    /// <summary>Orders the blocks and fills their <see cref="Block.ImmediateDominator"/> and <see cref="Block.DominatorChildren"/>.</summary>
    public static void Compute(Function function)
    {
        function.Order();
        foreach (var block in function.Blocks)
        {
            block.ImmediateDominator = null;
            block.DominatorChildren.Clear();
        }

        function.Entry.ImmediateDominator = function.Entry;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 1; i < function.Blocks.Count; i++)
            {
                var block = function.Blocks[i];
                Block? dominator = null;
                foreach (var predecessor in block.Predecessors)
                {
                    if (predecessor.ImmediateDominator is not null)
                        dominator = dominator is null ? predecessor : Intersect(dominator, predecessor);
                }

                if (block.ImmediateDominator != dominator)
                {
                    block.ImmediateDominator = dominator;
                    changed = true;
                }
            }
        }

        for (var i = 1; i < function.Blocks.Count; i++)
            function.Blocks[i].ImmediateDominator!.DominatorChildren.Add(function.Blocks[i]);
    }

    /// <summary>Whether every path to <paramref name="block"/> passes <paramref name="dominator"/>. Valid after <see cref="Compute"/>.</summary>
    public static bool Dominates(Block dominator, Block block)
    {
        while (block.Order > dominator.Order)
            block = block.ImmediateDominator!;
        return block == dominator;
    }

    private static Block Intersect(Block left, Block right)
    {
        while (left != right)
        {
            while (left.Order > right.Order)
                left = left.ImmediateDominator!;
            while (right.Order > left.Order)
                right = right.ImmediateDominator!;
        }

        return left;
    }
}
