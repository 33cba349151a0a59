namespace Weir.Bpf.Compiler;

/// <summary>How programs are compiled.</summary>
public sealed record CompilerOptions
{
    /// <summary>What is used when nothing is said.</summary>
    public static CompilerOptions Default { get; } = new();

    /// <summary>The types of the kernel that the program will run on; null for the running kernel's, read only when needed.</summary>
    public Btf? KernelTypes { get; init; }

    /// <summary>Whether the optional passes run. Without them the code is longer, but means the same.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>Names of optional passes to leave out, to find out what one does or which one is at fault.</summary>
    public IReadOnlySet<string> DisabledPasses { get; init; } = new HashSet<string>();

    /// <summary>How many of the registers R0 to R9 may hold values, from 6 to 10; fewer force values onto the stack.</summary>
    public int RegisterCount { get; init; } = 10;

    /// <summary>Whether the compiler checks its own intermediate code after every pass.</summary>
    public bool CheckPasses { get; init; } = CheckPassesByDefault;

    /// <summary>Receives a listing of the intermediate code after every pass: function, pass, listing.</summary>
    public Action<string, string, string>? Trace { get; init; }

#if DEBUG
    private const bool CheckPassesByDefault = true;
#else
    private const bool CheckPassesByDefault = false;
#endif
}
