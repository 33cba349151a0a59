namespace Weir.Engine;

/// <summary>An object that a commit has added or deleted (WFP: <c>FWPM_FILTER_CHANGE</c> and its siblings).</summary>
/// <typeparam name="T">
/// <see cref="InstalledProvider"/>, <see cref="InstalledProviderContext"/>, <see cref="InstalledSubLayer"/>,
/// <see cref="InstalledCallout"/> or <see cref="InstalledFilter"/>.
/// </typeparam>
public readonly record struct ObjectChange<T>
    where T : class
{
    internal ObjectChange(ChangeType type, T target, ulong policyVersion)
    {
        Type = type;
        Target = target;
        PolicyVersion = policyVersion;
    }

    /// <summary>What has happened.</summary>
    public ChangeType Type { get; }

    /// <summary>The object, also when it is gone.</summary>
    public T Target { get; }

    /// <summary><see cref="PolicySnapshot.Version"/> of the policy that the commit made: changes with the same number took effect together.</summary>
    public ulong PolicyVersion { get; }

    /// <summary>The object's kind.</summary>
    public ObjectKind Kind => Installed.Kind;

    /// <summary>The object's key.</summary>
    public Guid Key => Installed.Key;

    /// <summary>The object's run-time id.</summary>
    public ulong Id => Installed.Id;

    private IInstalledObject Installed => (IInstalledObject)(object)Target;

    /// <summary>The change as one line, for example <c>Add filter 'no wire server' (id 7)</c>.</summary>
    public override string ToString() => $"{Type} {Target}";
}
