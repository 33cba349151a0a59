using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>What the table <c>security</c> calls the containers.</summary>
internal static class ContainerName
{
    private const string Engine = "engine";

    private static readonly (ObjectKind Kind, string Name)[] s_names =
    [
        (ObjectKind.Provider, "provider"),
        (ObjectKind.ProviderContext, "provider_context"),
        (ObjectKind.SubLayer, "sublayer"),
        (ObjectKind.Callout, "callout"),
        (ObjectKind.Filter, "filter"),
        (ObjectKind.Layer, "layer"),
        (ObjectKind.NetEvent, "net_event"),
    ];

    /// <exception cref="ArgumentException">It is no container.</exception>
    public static string Of(ObjectKind? container)
    {
        if (container is not { } kind)
        {
            return Engine;
        }

        var index = Array.FindIndex(s_names, entry => entry.Kind == kind);
        return index >= 0 ? s_names[index].Name : throw new ArgumentException($"{kind} is no container.", nameof(container));
    }

    /// <exception cref="FormatException">It is no name of one.</exception>
    public static ObjectKind? Parse(string name)
    {
        if (name == Engine)
        {
            return null;
        }

        var index = Array.FindIndex(s_names, entry => entry.Name == name);
        return index >= 0 ? s_names[index].Kind : throw new FormatException($"'{name}' is no container");
    }
}
