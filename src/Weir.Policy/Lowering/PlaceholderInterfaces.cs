namespace Weir.Policy;

/// <summary>
/// Accepts every interface name and numbers them as they come, from 0x40000000: for validation away from the network namespace
/// where a policy will apply. Not safe for use by several threads at once.
/// </summary>
public sealed class PlaceholderInterfaces : IInterfaceResolver
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

    /// <summary>The name that was given an index, or <see langword="null"/> for an index that was not given here.</summary>
    public string? NameOf(uint index) => index >= First && index - First < _names.Count ? _names[(int)(index - First)] : null;
}
