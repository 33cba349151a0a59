namespace Weir.Bpf.Language;

/// <summary>Loops that the verifier need not count.</summary>
public static class Loop
{
    private const int Budget = 8 << 20;

    [ThreadStatic]
    private static int s_turns;

    /// <summary>
    /// True until the kernel's loop budget is spent (<c>may_goto</c>, Linux 6.9): <c>while (Loop.MayContinue()) { ... }</c>. The verifier walks such a loop a few times whatever its length;
    /// keep every index masked where it changes, not where it is used.
    /// On the CLR the budget is eight million turns per thread, then one false.
    /// </summary>
    [Intrinsic(Intrinsic.MayContinue)]
    public static bool MayContinue()
    {
        if (++s_turns < Budget)
            return true;
        s_turns = 0;
        return false;
    }
}
