namespace Weir.Policy;

/// <summary>
/// Accepts every name of an interface, user, group or control group and numbers them as they come, from 0x40000000: for validation away from the
/// network namespace and the host where a policy will apply. Not safe for use by several threads at once.
/// </summary>
public sealed class PlaceholderInterfaces : IInterfaceResolver, IIdentityResolver
{
    private const uint First = 0x4000_0000;

    private readonly List<string> _names = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _names;

    /// <inheritdoc/>
    public uint? FindIndex(string name)
    {
        var position = _names.IndexOf(name);
        if (position < 0)
        {
            position = _names.Count;
            _names.Add(name);
        }

        return First + (uint)position;
    }

    /// <inheritdoc/>
    public uint? FindUser(string name) => FindIndex(name);

    /// <inheritdoc/>
    public uint? FindGroup(string name) => FindIndex(name);

    /// <inheritdoc/>
    public ulong? FindControlGroup(string path) => FindIndex(path);

    /// <summary>The name that was given a number, or <see langword="null"/> for a number that was not given here.</summary>
    public string? NameOf(uint index) => index >= First && index - First < _names.Count ? _names[(int)(index - First)] : null;
}
