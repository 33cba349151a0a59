using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>
/// A policy file that was read and found sound: the whole of what its provider owns. Immutable; it knows the places of its
/// parts in the file, and becomes engine objects by <see cref="Lower"/>.
/// </summary>
public sealed partial record PolicyDocument
{
    /// <summary>The owner of everything, or <see langword="null"/> when the file lists <see cref="Providers"/> and each object says whose it is.</summary>
    public required PolicyProvider? Provider { get; init; }

    /// <summary>The providers of a file with several, in the order written; otherwise empty.</summary>
    public ImmutableArray<PolicyProvider> Providers { get; init; } = [];

    /// <summary>The provider contexts, in the order written.</summary>
    public ImmutableArray<PolicyProviderContext> ProviderContexts { get; init; } = [];

    /// <summary>The sublayers, in the order written.</summary>
    public required ImmutableArray<PolicySubLayer> SubLayers { get; init; }

    /// <summary>The callouts that filters name, in the order written.</summary>
    public ImmutableArray<PolicyCallout> Callouts { get; init; } = [];

    /// <summary>The filters, in the order written.</summary>
    public required ImmutableArray<PolicyFilter> Filters { get; init; }

    /// <summary>What was found doubtful, though not wrong.</summary>
    public ImmutableArray<PolicyDiagnostic> Warnings { get; init; } = [];

    internal SourceText Source { get; init; } = new("", "");

    /// <summary>Reads a policy from its text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="fileName">Name for messages.</param>
    /// <exception cref="PolicyException">The policy is wrong; carries everything that was found.</exception>
    public static PolicyDocument Parse(string text, string fileName = "policy")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fileName);
        return PolicyReader.Read(new SourceText(fileName, text));
    }

    /// <summary>Reads a policy file.</summary>
    /// <param name="path">Path of the file, in UTF-8.</param>
    /// <exception cref="PolicyException">The policy is wrong; carries everything that was found.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static PolicyDocument Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // Reading one would fail with "access denied", and root would not believe it.
        if (Directory.Exists(path))
            throw new IOException($"{path} is a directory; name a policy file in it");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Turns the document into what the engine installs.</summary>
    /// <param name="interfaces">Gives interface names their indexes, in the network namespace where the policy will apply.</param>
    /// <param name="identities">
    /// Gives names of users and groups their numbers. When left out, <paramref name="interfaces"/> if it does that too, else the files of
    /// this host.
    /// </param>
    /// <exception cref="PolicyException">
    /// A filter can never match, needs too many engine filters, says what WFP cannot, or names an interface, user or group that is not there.
    /// </exception>
    public PolicyObjects Lower(IInterfaceResolver interfaces, IIdentityResolver? identities = null)
    {
        ArgumentNullException.ThrowIfNull(interfaces);
        return new PolicyLowering(this, interfaces, identities ?? interfaces as IIdentityResolver ?? new HostIdentities()).Run();
    }
}
