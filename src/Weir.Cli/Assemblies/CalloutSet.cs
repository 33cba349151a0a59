using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Assemblies;

/// <summary>The callout classes of the user's assemblies, and which of them a policy's callouts mean.</summary>
internal sealed class CalloutSet : IDisposable
{
    private readonly ImmutableArray<UserAssembly> _assemblies;
    private readonly ImmutableArray<Type> _classes;
    private readonly Dictionary<Type, object> _instances = [];

    private CalloutSet(ImmutableArray<UserAssembly> assemblies)
    {
        _assemblies = assemblies;
        _classes = [.. assemblies.SelectMany(assembly => assembly.Types).Where(CanBeNamed)];
        foreach (Type type in _classes)
        {
            RequireDeclaration(type);
        }
    }

    public static CalloutSet Load(ImmutableArray<string> paths)
    {
        var assemblies = ImmutableArray.CreateBuilder<UserAssembly>();
        try
        {
            foreach (string path in paths.DistinctBy(Path.GetFullPath))
            {
                assemblies.Add(UserAssembly.Load(path));
            }

            return new CalloutSet(assemblies.ToImmutable());
        }
        catch
        {
            foreach (UserAssembly assembly in assemblies)
            {
                assembly.Dispose();
            }

            throw;
        }
    }

    /// <summary>Whether a type is a callout whose code can be compiled.</summary>
    public static bool IsCallout(Type type) =>
        type is { IsInterface: false, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(ICallout));

    /// <summary>The code of each callout object of a policy: one instance for a class, however many objects it serves.</summary>
    /// <exception cref="UsageException">A policy's callout has no code here; says which classes there are.</exception>
    public ImmutableArray<CalloutCode> Resolve(PolicyObjects policy) =>
        [.. policy.Callouts.Select(callout => new CalloutCode(callout, InstanceOf(FindClass(callout.Source))))];

    /// <summary>Tells of the assemblies that were given and that none of a policy's callouts has its code from.</summary>
    public void WarnOfUnused(ImmutableArray<CalloutCode> used, TextWriter output)
    {
        foreach (UserAssembly assembly in _assemblies)
        {
            if (!used.Any(code => code.Instance.GetType().Assembly == assembly.Assembly))
            {
                output.WriteLine($"weir: the policy uses no callout of {assembly.Path}; {DescribeClasses([assembly])}");
            }
        }
    }

    public void Dispose()
    {
        foreach (UserAssembly assembly in _assemblies)
        {
            assembly.Dispose();
        }
    }

    private static void RequireDeclaration(Type type)
    {
        try
        {
            if (type.GetCustomAttribute<CalloutAttribute>()?.FaultAction is { } action
                && action is not (ClassifyAction.Block or ClassifyAction.Permit or ClassifyAction.Continue))
            {
                throw new UsageException($"the fault action in [Callout] of {type.FullName} is {action}; use Block, Permit or Continue");
            }
        }
        catch (FormatException)
        {
            throw new UsageException($"the key in [Callout] of {type.FullName} is no GUID; write 32 hexadecimal digits in five groups");
        }
    }

    private Type FindClass(PolicyCallout callout)
    {
        string wanted = callout.Class is { } name ? $"class {name}" : $"a class with [Callout(\"{callout.Key}\")]";
        List<Type> found = callout.Class is not null
            ? [.. UserAssembly.Named(_classes, callout.Class)]
            : [.. _classes.Where(type => type.GetCustomAttribute<CalloutAttribute>()?.Key == callout.Key)];
        return found switch
        {
            [var only] => only,
            [] => throw new UsageException($"the policy's callout '{callout.Name}' wants {wanted}, and {DescribeMissing()}"),
            _ => throw new UsageException(
                $"the policy's callout '{callout.Name}' wants {wanted}, and several are: {string.Join(", ", found.Select(type => type.FullName))}"),
        };
    }

    /// <summary>Whether a policy can name a class: it is a callout and needs nothing to be made.</summary>
    private static bool CanBeNamed(Type type) =>
        IsCallout(type) && type is { IsClass: true, IsVisible: true } && type.GetConstructor(Type.EmptyTypes) is not null;

    private string DescribeMissing() =>
        _assemblies.IsEmpty ? "there is no --callout ASSEMBLY to look for it in" : DescribeClasses(_assemblies);

    private string DescribeClasses(ImmutableArray<UserAssembly> assemblies)
    {
        string paths = string.Join(", ", assemblies.Select(assembly => assembly.Path));
        List<Type> classes = [.. _classes.Where(type => assemblies.Any(assembly => assembly.Assembly == type.Assembly))];
        return classes.Count == 0
            ? $"{paths} has no callouts: public classes that implement ICallout and have a constructor without parameters"
            : $"{paths} has: {string.Join(", ", classes.Select(Describe))}";
    }

    private static string Describe(Type type) =>
        type.GetCustomAttribute<CalloutAttribute>() is { } declared ? $"{type.FullName} ({declared.Key})" : type.FullName!;

    private ICallout InstanceOf(Type type)
    {
        if (!_instances.TryGetValue(type, out object? instance))
        {
            instance = UserCode.Call(type, () => Activator.CreateInstance(type)!);
            _instances.Add(type, instance);
        }

        return (ICallout)instance;
    }
}
