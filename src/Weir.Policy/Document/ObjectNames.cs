namespace Weir.Policy;

/// <summary>The names and keys of the objects of one kind in a file, by which others refer to them.</summary>
internal sealed class ObjectNames
{
    private readonly Dictionary<string, YamlNode> _byName = [];
    private readonly HashSet<string> _withoutKey = [];
    private readonly HashSet<string> _ambiguous = [];
    private readonly HashSet<Guid> _keys = [];

    public bool IsEmpty => _byName.Count == 0;

    public int Count => _byName.Count + _ambiguous.Count;

    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>Adds an object.</summary>
    /// <returns>The object that has the name already, when only one may have it.</returns>
    public YamlNode? Add(string name, string? key, YamlNode node)
    {
        if (Guid.TryParse(key, out var guid))
            _keys.Add(guid);
        var isSecondWithoutKey = key is null && !_withoutKey.Add(name);
        var isNew = _byName.TryAdd(name, node);
        if (isNew)
            return null;
        if (isSecondWithoutKey)
            return _byName[name];
        _ambiguous.Add(name);
        return null;
    }

    /// <summary>Whether one object has the name or key.</summary>
    public bool Has(string reference) => _byName.ContainsKey(reference) || IsKey(reference);

    /// <summary>Whether it is the key of one of the objects.</summary>
    public bool IsKey(string reference) => Guid.TryParse(reference, out var key) && _keys.Contains(key);

    /// <summary>Whether several objects have the name.</summary>
    public bool IsAmbiguous(string reference) => _ambiguous.Contains(reference);
}
