using System.Reflection;

namespace Weir.Cli.Assemblies;

/// <summary>Calls into a class of the user's, whose mistakes are told as such.</summary>
internal static class UserCode
{
    /// <summary>Calls what runs code of a class, or reads it.</summary>
    /// <exception cref="UsageException">The class is wrong; says how, and what to do.</exception>
    public static T Call<T>(Type type, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception failure) when (Describe(type, failure) is { } mistake)
        {
            throw new UsageException(mistake);
        }
    }

    /// <summary>What the class does wrong, or null when the failure says something else.</summary>
    private static string? Describe(Type type, Exception failure)
    {
        bool isOfConstructor = failure is TargetInvocationException;
        bool isOfStaticFields = false;
        string owner = type.FullName!;
        while (failure is TargetInvocationException or TypeInitializationException && failure.InnerException is { } inner)
        {
            if (failure is TypeInitializationException { TypeName: var name })
            {
                isOfStaticFields = true;
                // Of a nested class the runtime tells the short name.
                owner = name == type.Name ? type.FullName! : name;
            }

            failure = inner;
        }

        return failure switch
        {
            FileNotFoundException or FileLoadException when AssemblyOf(failure) is { } assembly =>
                $"{type.FullName} needs the assembly {assembly}, which cannot be loaded: "
                + $"put {assembly}.dll beside its own, as 'dotnet publish' does",
            TypeLoadException or MissingMemberException =>
                $"{type.FullName} was built against other versions of the assemblies it uses: build it again ({failure.Message})",
            _ when isOfStaticFields => $"the static fields of {owner} cannot be initialised; correct them: {failure.Message}",
            _ when isOfConstructor => $"the constructor of {type.FullName} failed: {failure.Message}",
            ArgumentException => $"{type.FullName} is not right: {failure.Message}",
            _ => null,
        };
    }

    /// <summary>The simple name of the assembly that was not found; null when it was another file.</summary>
    private static string? AssemblyOf(Exception failure)
    {
        string? file = (failure as FileNotFoundException)?.FileName ?? (failure as FileLoadException)?.FileName;
        return file is not null && file.Contains(", Version=", StringComparison.Ordinal) ? new AssemblyName(file).Name : null;
    }
}
