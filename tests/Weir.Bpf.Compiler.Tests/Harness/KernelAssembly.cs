using System.Reflection;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>The assembly of kernels under test, in one of its two builds.</summary>
public sealed class KernelAssembly
{
    private const string RootNamespace = "Weir.Bpf.Compiler.Kernels";
    private const int FaultResult = 77;
    private const BindingFlags PublicStatic = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly KernelAssembly s_debug = new(Optimization.Debug);
    private static readonly KernelAssembly s_release = new(Optimization.Release);

    private readonly Lazy<Assembly> _scalarPrograms;
    private readonly Lazy<Assembly> _faultPrograms;

    private KernelAssembly(Optimization optimization)
    {
        Optimization = optimization;
        Assembly = Assembly.Load($"{RootNamespace}.{optimization}");
        _scalarPrograms = new Lazy<Assembly>(() => ScalarProgram.CompileAll(ScalarMethods, optimization));
        _faultPrograms = new Lazy<Assembly>(() => ScalarProgram.CompileAll(FaultMethods, optimization, FaultResult));
    }

    /// <summary>How it was built.</summary>
    public Optimization Optimization { get; }

    /// <summary>The assembly.</summary>
    public Assembly Assembly { get; }

    /// <summary>The methods from scalars to a scalar.</summary>
    public IEnumerable<MethodInfo> ScalarMethods => MethodsOf("Scalars");

    /// <summary>The methods from scalars to a scalar that fault for some arguments.</summary>
    public IEnumerable<MethodInfo> FaultMethods => MethodsOf("Faults");

    /// <summary>The programs over packets and maps.</summary>
    public IEnumerable<MethodInfo> Programs => ProgramsOf("Programs");

    /// <summary>All methods written by hand that are compared with the CLR: scalar ones, faulting ones, programs, and the shapes that the verifier is known to stumble over.</summary>
    public IEnumerable<MethodInfo> ComparedMethods =>
    [
        .. ScalarMethods, .. FaultMethods, .. Programs,
        .. ProgramsOf("Traps").Where(program => !program.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "RejectedAttribute")),
    ];

    /// <summary>The assembly built in a given way.</summary>
    public static KernelAssembly Of(Optimization optimization) => optimization == Optimization.Debug ? s_debug : s_release;

    /// <summary>The programs in the classes of one folder of the kernels' sources.</summary>
    /// <param name="folder">The folder's name.</param>
    public IEnumerable<MethodInfo> ProgramsOf(string folder) =>
        from type in TypesOf(folder)
        from method in type.GetMethods(PublicStatic)
        where method.GetCustomAttribute<ProgramAttribute>() is not null
        select method;

    /// <summary>Finds a method by <see cref="NameOf"/>.</summary>
    /// <param name="folder">The folder of its class.</param>
    /// <param name="name">Class name, dot, method name.</param>
    public MethodInfo Find(string folder, string name)
    {
        var parts = name.Split('.');
        return Assembly.GetType($"{RootNamespace}.{folder}.{parts[0]}", throwOnError: true)!.GetMethod(parts[1], PublicStatic)
            ?? throw new ArgumentException($"There is no kernel {name}.");
    }

    /// <summary>The program that calls a scalar method with arguments from the packet.</summary>
    /// <param name="method">One of <see cref="ScalarMethods"/>.</param>
    public MethodInfo ScalarProgramOf(MethodInfo method) => ScalarProgram.Find(_scalarPrograms.Value, method);

    /// <summary>The program that calls a method that may fault, and returns a number of its own when it does.</summary>
    /// <param name="method">One of <see cref="FaultMethods"/>.</param>
    public MethodInfo FaultProgramOf(MethodInfo method) => ScalarProgram.Find(_faultPrograms.Value, method);

    /// <summary>The short name under which tests show a method.</summary>
    /// <param name="method">A kernel.</param>
    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private IEnumerable<MethodInfo> MethodsOf(string folder) =>
        from type in TypesOf(folder)
        where type is { IsClass: true, IsNested: false }
        from method in type.GetMethods(PublicStatic)
        where method.GetCustomAttribute<GlobalFunctionAttribute>() is null
        select method;

    private IEnumerable<Type> TypesOf(string folder) =>
        Assembly.GetTypes().Where(type => type.Namespace == $"{RootNamespace}.{folder}").OrderBy(type => type.FullName, StringComparer.Ordinal);
}
