using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class PolicyReader
{
    private static readonly string[] s_contextKeys =
        ["name", "description", "key", "provider", "data", "classify-options", "flags", "provider-data", "security"];

    private static readonly string[] s_optionKeys =
        ["multicast-state", "loose-source-mapping", "unicast-lifetime", "multicast-lifetime", "local-only-mapping"];

    private static readonly string[] s_multicastStates = ["allow", "deny", "allow-global"];

    private readonly ObjectNames _contexts = new();

    /// <summary>The name of a state in policy files.</summary>
    internal static string NameOf(MulticastState state) => s_multicastStates[(int)state];

    private PolicyProviderContext? ReadProviderContext(YamlNode node, string path)
    {
        if (MappingReader.Open(node, path, _diagnostics, s_contextKeys) is not { } reader)
            return null;
        var name = ReadName(reader, "provider context", _contexts);
        if (reader.Find("data") is not null && reader.Find("classify-options") is { } both)
            reader.Error(both, "classify-options", "the context has both data and classify-options", "keep one of them");
        var context = new PolicyProviderContext
        {
            Name = name ?? "",
            Description = reader.Text("description") ?? "",
            Key = ReadKey(reader),
            Provider = ReadOwner(reader),
            Data = reader.Bytes("data"),
            ClassifyOptions = ReadOptions(reader),
            IsPersistent = ReadFlags(reader, s_persistent).Contains(Persistent),
            ProviderData = reader.Bytes("provider-data"),
            Security = reader.Security("security"),
        };
        return name is null ? null : context;
    }

    private ClassifyOptions? ReadOptions(MappingReader context)
    {
        if (context.Find("classify-options") is not { } node
            || MappingReader.Open(node, context.PathOf("classify-options"), _diagnostics, s_optionKeys) is not { } reader)
        {
            return null;
        }

        var state = reader.Scalar("multicast-state", "allow, deny or allow-global");
        if (state is not null && !s_multicastStates.Contains(state.Value))
            reader.Error(state, "multicast-state", $"{state.Describe()} is not a state", Spelling.Advise(state.Value, s_multicastStates));
        return new ClassifyOptions
        {
            MulticastState = state is null ? null : (MulticastState)Math.Max(0, Array.IndexOf(s_multicastStates, state.Value)),
            LooseSourceMapping = reader.Find("loose-source-mapping") is null ? null : reader.Boolean("loose-source-mapping"),
            UnicastLifetime = ReadSeconds(reader, "unicast-lifetime"),
            MulticastLifetime = ReadSeconds(reader, "multicast-lifetime"),
            LocalOnlyMapping = reader.Find("local-only-mapping") is null ? null : reader.Boolean("local-only-mapping"),
        };
    }

    private static TimeSpan? ReadSeconds(MappingReader reader, string key) =>
        reader.Scalar(key, "a number of seconds") is { } scalar && reader.Number(scalar, key, uint.MaxValue, "write whole seconds, at least 1") is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
