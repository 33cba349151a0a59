using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Fields and their values in the words of the policy language.</summary>
internal static class FieldText
{
    /// <summary>The name of a field; WFP's in lower case with dots for those that the language has no name for.</summary>
    public static string NameOf(FieldKey field) =>
        TrafficFields.NameOf(field) ?? Fields.NameOf(field)?.ToLowerInvariant().Replace('_', '.') ?? field.ToString();

    /// <summary>A value that a packet has in a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value; not empty.</param>
    /// <param name="interfaceName">Names an interface by its index, or returns <see langword="null"/> to show the index.</param>
    public static string ValueOf(LayerField field, FilterValue value, Func<uint, string?>? interfaceName)
    {
        if (field.Key == Fields.IpProtocol && value.Type == DataType.UInt8)
            return ValueReader.ProtocolName((uint)value.Number);
        if (field.Key == Fields.Direction && value.Number <= 1)
            return value.Number == 0 ? "outbound" : "inbound";
        if (field.Key == Fields.InterfaceIndex && value.Type == DataType.UInt32 && interfaceName?.Invoke((uint)value.Number) is { } name)
            return name;
        if (field.Kind == FieldKind.IPAddress && value.Type == DataType.UInt32)
            return value.ToIPAddress().ToString();
        if (value.Type == DataType.UnicodeString)
            return value.ToUnicodeString();
        return field.Kind == FieldKind.Flags ? string.Create(CultureInfo.InvariantCulture, $"0x{value.Number:x}") : value.ToString();
    }
}
