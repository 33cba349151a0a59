using System.Collections.Immutable;
using System.Reflection;

namespace Weir.Bpf.Compiler;

/// <summary>How programs are compiled.</summary>
public sealed record CompilerOptions
{
    /// <summary>What is used when nothing is said.</summary>
    public static CompilerOptions Default { get; } = new();

    /// <summary>The types of the kernel that the program will run on; null for the running kernel's, read only when needed.</summary>
    public Btf? KernelTypes { get; init; }

    /// <summary>
    /// Methods that take the place of others: wherever a call means the key, the value is compiled, inlined or called as the value's
    /// attributes say. So a program can leave places open for code that is chosen when it is compiled.
    /// </summary>
    /// <exception cref="ArgumentException">A value has another signature than its key, or is not a static method with all type arguments.</exception>
    public ImmutableDictionary<MethodInfo, MethodInfo> Replacements
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var (replaced, replacement) in value)
            {
                if (FindMismatch(replaced, replacement) is { } reason)
                    throw new ArgumentException($"{Refusal.NameOf(replaced)} cannot be replaced by {Refusal.NameOf(replacement)}: {reason}.", nameof(value));
            }

            field = value;
        }
    } = ImmutableDictionary<MethodInfo, MethodInfo>.Empty;

    /// <summary>
    /// The licence of code that declares none (<see cref="Weir.Bpf.Language.KernelLicenseAttribute"/>) but becomes part of the program; null for the program's own.
    /// A call that is GPL-only is refused in code whose licence is not compatible, though the program's may be.
    /// </summary>
    public string? UndeclaredLicense { get; init; }

    /// <summary>
    /// Whether the optional passes run. Without them the code is longer, but means the same; and of a guard in the library the compiler may
    /// not see that it never throws, and want a fault result.
    /// </summary>
    public bool Optimize { get; init; } = true;

    /// <summary>
    /// Names of passes to leave out, to find out what one does or which one is at fault: optional ones, and those that shape code for the
    /// verifier, which may refuse it without.
    /// </summary>
    public IReadOnlySet<string> DisabledPasses { get; init; } = new HashSet<string>();

    /// <summary>How many of the registers R0 to R9 may hold values, from 6 to 10; fewer force values onto the stack.</summary>
    public int RegisterCount { get; init; } = 10;

    /// <summary>Whether the compiler checks its own intermediate code after every pass.</summary>
    public bool CheckPasses { get; init; } = CheckPassesByDefault;

    /// <summary>Receives a listing of the intermediate code after every pass: function, pass, listing.</summary>
    public Action<string, string, string>? Trace { get; init; }

    /// <summary>Why a method cannot take the place of another, or null.</summary>
    private static string? FindMismatch(MethodInfo replaced, MethodInfo replacement)
    {
        if (!replaced.IsStatic || !replacement.IsStatic)
            return "only static methods can be replaced, and by static methods";
        if (replacement.ContainsGenericParameters)
            return "the replacement lacks type arguments; make it with MakeGenericMethod";
        if (replaced.ReturnType != replacement.ReturnType || !Parameters(replaced).SequenceEqual(Parameters(replacement)))
            return $"their signatures are '{replaced}' and '{replacement}'";
        return null;

        static IEnumerable<Type> Parameters(MethodInfo method) => method.GetParameters().Select(parameter => parameter.ParameterType);
    }

#if DEBUG
    private const bool CheckPassesByDefault = true;
#else
    private const bool CheckPassesByDefault = false;
#endif
}
