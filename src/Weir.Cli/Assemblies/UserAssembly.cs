using System.Reflection;
using System.Runtime.Loader;

namespace Weir.Cli.Assemblies;

/// <summary>
/// An assembly of the user's, loaded apart: its dependencies come from beside it, and Weir's own assemblies are those of this
/// process, so that its types implement the interfaces that this process knows.
/// </summary>
internal sealed class UserAssembly : IDisposable
{
    private readonly Context _context;

    private UserAssembly(Context context, Assembly assembly, string path)
    {
        _context = context;
        Assembly = assembly;
        Path = path;
    }

    public Assembly Assembly { get; }

    /// <summary>The path as it was given, for messages.</summary>
    public string Path { get; }

    public static UserAssembly Load(string path)
    {
        string fullPath = System.IO.Path.GetFullPath(path);
        if (!File.Exists(fullPath))
        {
            throw new FileNotFoundException($"there is no file {path}", path);
        }

        Context context = new(fullPath);
        try
        {
            return new UserAssembly(context, context.LoadFromAssemblyPath(fullPath), path);
        }
        catch (BadImageFormatException)
        {
            context.Unload();
            throw new UsageException($"{path} is not a .NET assembly: name the dll that 'dotnet build' wrote");
        }
    }

    /// <summary>All of its types, those in other types too.</summary>
    public IReadOnlyList<Type> Types
    {
        get
        {
            try
            {
                return Assembly.GetTypes();
            }
            catch (ReflectionTypeLoadException failure)
            {
                string reason = failure.LoaderExceptions.FirstOrDefault(one => one is not null)?.Message ?? failure.Message;
                throw new UsageException($"{Path} cannot be read: {reason}");
            }
        }
    }

    /// <summary>The types that a name means: the full name or the last parts of it, with dots also before nested types.</summary>
    public static IEnumerable<Type> Named(IEnumerable<Type> types, string name) => types.Where(type =>
    {
        string fullName = (type.FullName ?? type.Name).Replace('+', '.');
        return fullName == name || fullName.EndsWith($".{name}", StringComparison.Ordinal) || type.FullName == name;
    });

    public void Dispose() => _context.Unload();

    private sealed class Context(string path) : AssemblyLoadContext(System.IO.Path.GetFileNameWithoutExtension(path), isCollectible: true)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string name = assemblyName.Name ?? "";
            bool isShared = (name == "Weir" || name.StartsWith("Weir.", StringComparison.Ordinal))
                && File.Exists(System.IO.Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
            return !isShared && _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
        }
    }
}
