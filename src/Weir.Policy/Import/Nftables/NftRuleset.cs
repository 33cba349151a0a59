using System.Text.Json;

namespace Weir.Policy;

/// <summary>The objects of one ruleset, by table.</summary>
internal sealed class NftRuleset(ImportOptions options)
{
    private static readonly string[] s_families = ["ip", "ip6", "inet"];

    private readonly ImportBuilder _builder = new("nftables");
    private readonly Dictionary<string, PacketChain> _chains = [];
    private readonly Dictionary<string, JsonElement> _sets = [];
    private readonly HashSet<string> _dormant = [];
    private readonly Dictionary<string, string> _strangers = [];

    /// <exception cref="PolicyException">The document is no ruleset.</exception>
    public ImportResult Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("nftables", out var list) || list.ValueKind != JsonValueKind.Array)
            throw ImportText.Fault(options.FileName, 1, 1, "this is no ruleset: it has no list 'nftables'", "read what 'nft -j list ruleset' wrote");
        foreach (var kind in (string[])["chain", "rule", "set"])
            _builder.Count(kind, 0);

        // Sets and chains first: rules may stand before those that they name.
        var rules = new List<JsonElement>();
        foreach (var (kind, value) in Objects(list))
        {
            switch (kind)
            {
                case "metainfo":
                    break;
                case "table":
                    if (Text(value, "flags").Contains("dormant", StringComparison.Ordinal))
                        _dormant.Add(TableOf(value));
                    break;
                case "chain":
                    AddChain(value);
                    break;
                case "set" or "map":
                    _builder.Count("set");
                    _sets.TryAdd($"{TableOf(value)} {Text(value, "name")}", value);
                    break;
                case "rule":
                    rules.Add(value);
                    break;
                default:
                    _builder.Count(kind);
                    _builder.LeaveOut(Source(kind, $"{TableOf(value)} {Text(value, "name")}"), "only chains, rules and sets come in");
                    break;
            }
        }

        foreach (var rule in rules)
            AddRule(rule);
        new PacketFilters("nftables", _builder).Add(_chains);
        return _builder.Build();
    }

    private static IEnumerable<(string Kind, JsonElement Value)> Objects(JsonElement list)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var property in item.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Object)
                    yield return (ImportText.Shorten(property.Name), property.Value);
            }
        }
    }

    private static ImportSource Source(string kind, string name) => new(kind, ImportText.Shorten(name), PolicyKeys.Named($"nftables/{kind}/{name}"), 0);

    private static string TableOf(JsonElement value) => $"{Text(value, "family")} {Text(value, value.TryGetProperty("table", out _) ? "table" : "name")}";

    private void AddChain(JsonElement value)
    {
        var (family, hook, type) = (Text(value, "family"), Text(value, "hook"), Text(value, "type"));
        var name = $"{TableOf(value)} {Text(value, "name")}";
        var source = Source("chain", name);
        _builder.Count("chain");
        var reason = _dormant.Contains(TableOf(value)) ? "its table is dormant, so nothing of it is in force"
            : !s_families.Contains(family) ? $"its family {ImportText.Shorten(family)} is below or beside the layers that filter a host's packets"
            : hook.Length > 0 && hook is not ("input" or "output") ? $"its hook {ImportText.Shorten(hook)} is not among those of this host's own packets, input and output"
            : hook.Length > 0 && type is not ("filter" or "route") ? $"it is of type {ImportText.Shorten(type)}: it changes addresses, and no filter does"
            : null;
        var policy = Text(value, "policy") switch
        {
            "" or "accept" => PacketVerdict.Accept,
            "drop" => PacketVerdict.Drop,
            _ => PacketVerdict.Unknown,
        };
        if (policy == PacketVerdict.Unknown)
            reason ??= $"its policy {ImportText.Shorten(Text(value, "policy"))} is not known here";
        if (reason is not null || _chains.ContainsKey(name))
        {
            _strangers.TryAdd(name, reason ?? "there is another chain of that name");
            _builder.LeaveOut(source, reason ?? "there is another chain of that name");
            return;
        }

        _chains.Add(name, new PacketChain(name, source)
        {
            IsBase = hook.Length > 0,
            IsOutput = hook == "output",
            Versions = family switch
            {
                "ip" => [false],
                "ip6" => [true],
                _ => [false, true],
            },
            Priority = value.TryGetProperty("prio", out var priority) && priority.TryGetInt64Safely(out var number) ? number : 0,
            Policy = policy,
        });
    }

    private void AddRule(JsonElement value)
    {
        var chainName = $"{TableOf(value)} {Text(value, "chain")}";
        var handle = value.TryGetProperty("handle", out var number) ? number.ToString() : "";
        var comment = Text(value, "comment");
        var source = Source("rule", $"{chainName} handle {handle}{(comment.Length > 0 ? $" ({comment})" : "")}");
        _builder.Count("rule");
        if (_strangers.TryGetValue(chainName, out var reason))
        {
            _builder.LeaveOut(source, $"its chain was left out: {reason}");
        }
        else if (!_chains.TryGetValue(chainName, out var chain))
        {
            _builder.LeaveOut(source, "its chain is not there");
        }
        else
        {
            var table = TableOf(value);
            var rule = new NftRule(source, Text(value, "family"), options.Interfaces, name => _sets.TryGetValue($"{table} {name}", out var set) ? set : null, target => $"{table} {target}");
            chain.Rules.Add(rule.Read(value.TryGetProperty("expr", out var expressions) ? expressions : default));
            foreach (var note in rule.Notes)
                _builder.Tally(note);
        }
    }

    /// <summary>The text of a member; empty when it is missing, and the JSON itself when it is no text.</summary>
    private static string Text(JsonElement value, string name) => !value.TryGetProperty(name, out var member) ? ""
        : member.ValueKind == JsonValueKind.String ? member.GetStringSafely()
        : member.GetRawText();
}
