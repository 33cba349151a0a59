using System.Text;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>The lines of one object of a policy file that is being written.</summary>
internal sealed class Lines(StringBuilder text, string indent, string? first = null)
{
    private string? _first = first;

    /// <summary>A key and its value as YAML has it; <see langword="null"/> when the lines after it are the value.</summary>
    public void Add(string key, string? value)
    {
        text.Append(_first ?? indent).Append(key).Append(':');
        if (value is not null)
            text.Append(' ').Append(value);
        text.Append('\n');
        _first = null;
    }

    /// <summary>A key and a text; nothing for the empty text.</summary>
    public void Text(string key, string value)
    {
        if (value.Length > 0)
            Add(key, YamlText.Text(value));
    }

    /// <summary>An item of the list that the key before it has.</summary>
    public void Item(string value) => text.Append(indent).Append("  - ").Append(value).Append('\n');

    public void Head(string name, string description, Guid? key, string? provider)
    {
        Text("name", name);
        Text("description", description);
        if (key is { } given)
            Add("key", given.ToString());
        if (provider is not null)
            Text("provider", provider);
    }

    public void Flags(IReadOnlyList<string> flags)
    {
        if (flags.Count > 0)
            Add("flags", $"[{string.Join(", ", flags)}]");
    }

    public void Rest(ByteBlob providerData, SecurityDescriptor? security)
    {
        if (!providerData.IsEmpty)
            Add("provider-data", ValueText.Bytes(providerData.Bytes));
        if (security is not null)
            Add("security", YamlText.Scalar(PolicyDescriptors.Write(security)));
    }
}
