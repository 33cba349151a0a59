using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Reads a mapping with a known set of keys; unknown, repeated and missing ones are reported.</summary>
internal sealed class MappingReader
{
    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly HashSet<string> _misspelt = [];
    private readonly DiagnosticBag _diagnostics;

    private MappingReader(YamlMapping mapping, string path, DiagnosticBag diagnostics)
    {
        Mapping = mapping;
        Path = path;
        _diagnostics = diagnostics;
    }

    public YamlMapping Mapping { get; }

    /// <summary>Where the mapping is in the document, such as <c>filters[2]</c>; empty for the document itself.</summary>
    public string Path { get; }

    public static MappingReader? Open(YamlNode node, string path, DiagnosticBag diagnostics, IReadOnlyCollection<string> keys)
    {
        if (node is not YamlMapping mapping)
        {
            diagnostics.Error(node.Span, path, $"{node.Describe()} where a mapping of keys to values is expected", $"keys: {string.Join(", ", keys)}");
            return null;
        }

        var reader = new MappingReader(mapping, path, diagnostics);
        foreach (var (key, value) in mapping.Entries)
        {
            if (!keys.Contains(key.Value))
            {
                diagnostics.Error(key.Span, path, $"unknown key '{key.Value}'", Spelling.Advise(key.Value, keys));
                if (Spelling.Nearest(key.Value, keys) is { } meant)
                    reader._misspelt.Add(meant);
            }
            else if (!reader._values.TryAdd(key.Value, value))
                diagnostics.Error(key.Span, path, $"the key '{key.Value}' is given twice", "remove one of them");
        }

        return reader;
    }

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public void Error(YamlNode node, string key, string message, string? advice = null) =>
        _diagnostics.Error(node.Span, PathOf(key), message, advice);

    public YamlNode? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>The value of a key that must be there, or <see langword="null"/> after reporting.</summary>
    public YamlNode? Require(string key, string advice)
    {
        if (_values.TryGetValue(key, out var value))
            return value;
        if (!_misspelt.Contains(key))
            _diagnostics.Error(Mapping.Span, Path, $"the key '{key}' is missing", advice);
        return null;
    }

    /// <summary>The scalar of a key, or <see langword="null"/> when it is missing or, after reporting, something else.</summary>
    public YamlScalar? Scalar(string key, string expected)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is YamlScalar { IsNull: false } scalar)
            return scalar;
        Error(node, key, $"{node.Describe()} where {expected} is expected");
        return null;
    }

    /// <summary>A name or description: text that can be printed.</summary>
    public string? Text(string key)
    {
        if (Scalar(key, "text") is not { } scalar)
            return null;
        if (string.IsNullOrWhiteSpace(scalar.Value))
        {
            Error(scalar, key, "the text is empty", $"write something, or remove the key {key}");
            return null;
        }

        // FWPM_DISPLAY_DATA0: strings must be printable.
        if (scalar.Value.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) || (key == "name" && scalar.Value.Contains('\n')))
        {
            Error(scalar, key, "the text has control characters", "names and descriptions are printable text, names on one line");
            return null;
        }

        return scalar.Value;
    }

    public bool Boolean(string key)
    {
        if (Scalar(key, "true or false") is not { } scalar)
            return false;
        if (scalar.IsQuoted || scalar.Value is not ("true" or "false"))
            Error(scalar, key, $"{scalar.Describe()} where true or false is expected", "write true or false, without quotes");
        return scalar.Value == "true";
    }

    public Guid? Key(string key)
    {
        if (Scalar(key, "a GUID") is not { } scalar)
            return null;
        if (!Guid.TryParse(scalar.Value, out var value) || value == Guid.Empty)
        {
            Error(scalar, key, $"{scalar.Describe()} is not a key", "a key is a GUID such as 8c5f2a6e-1d0b-4c55-9c0a-52d5a3a8f0b1; leave it out to derive it from the names");
            return null;
        }

        return value;
    }

    /// <summary>Bytes in hexadecimal; none when the key is missing or, after reporting, something else.</summary>
    public ByteBlob Bytes(string key)
    {
        if (Scalar(key, "bytes") is not { } scalar)
            return default;
        if (ValueText.TryBytes(scalar.Value) is { } bytes)
            return ByteBlob.Create(bytes);
        Error(scalar, key, $"{scalar.Describe()} is not bytes", "write 0x and two hexadecimal digits for each byte");
        return default;
    }

    /// <summary>A security descriptor, or <see langword="null"/>.</summary>
    public SecurityDescriptor? Security(string key)
    {
        if (Scalar(key, "a security descriptor") is not { } scalar)
            return null;
        if (PolicyDescriptors.TryRead(scalar.Value, out var descriptor, out var problem))
            return descriptor;
        Error(scalar, key, problem.Message, problem.Advice);
        return null;
    }

    /// <summary>Reads an unsigned number in decimal or hexadecimal; reports anything else.</summary>
    public ulong? Number(YamlScalar scalar, string key, ulong highest, string advice)
    {
        var text = scalar.Value.Replace("_", "", StringComparison.Ordinal);
        var isNumber = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (isNumber && number <= highest)
            return number;
        Error(scalar, key, $"{scalar.Describe()} is not a number from 0 to {highest}", advice);
        return null;
    }
}
