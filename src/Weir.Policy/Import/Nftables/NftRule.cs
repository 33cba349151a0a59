using System.Text.Json;

namespace Weir.Policy;

/// <summary>Reads one rule: its matches become sets of packets, its last statement the verdict.</summary>
internal sealed class NftRule(ImportSource source, string family, IInterfaceResolver interfaces, Func<string, JsonElement?> findSet, Func<string, string> chainName)
{
    private readonly List<PacketBranch> _branches = [];
    private List<PacketBox> _packets = family switch
    {
        "ip" => [PacketBox.All(isV6: false)],
        "ip6" => [PacketBox.All(isV6: true)],
        _ => [PacketBox.All(isV6: false), PacketBox.All(isV6: true)],
    };

    private string? _problem;
    private bool _isOver;

    /// <summary>What to tell about many rules at once.</summary>
    public List<string> Notes { get; } = [];

    public PacketRule Read(JsonElement statements)
    {
        if (statements.ValueKind == JsonValueKind.Array)
        {
            foreach (var statement in statements.EnumerateArray())
                ReadStatement(statement);
        }

        return new PacketRule(source, _branches, _problem);
    }

    private void ReadStatement(JsonElement statement)
    {
        var (name, value) = statement.Single();
        if (_isOver)
        {
            GiveUp("it goes on behind its verdict");
            return;
        }

        switch (name)
        {
            case "match":
                Attempt(() => _packets = new NftMatch(interfaces, findSet).Restrict(_packets, value));
                break;
            case "vmap":
                ReadMap(value);
                break;
            case "accept" or "drop" or "return" or "jump" or "goto" or "continue" or "reject":
                Decide(_packets, name, value);
                _isOver = true;
                break;
            case "counter" or "comment":
                break;
            case "log":
                Notes.Add("a rule writes to the log, which no filter does; net events tell of each blocked packet");
                break;
            case "notrack" or "mangle" when name == "notrack" || IsHarmless(value):
                Notes.Add($"a rule sets a mark or the like ({name}), which no filter does; rules that ask for it are left out");
                break;
            case "limit" or "quota" or "ct count":
                // It lets some packets through to the next statement, as a match does.
                _problem ??= $"it counts ({name}), so that its verdict changes with time";
                break;
            case "set" or "map":
                Notes.Add("a rule adds to a set, which no filter does; rules that ask for such a set are left out");
                break;
            default:
                GiveUp($"its statement '{ImportText.Shorten(name.Length == 0 ? statement.ToString() : name)}' has no counterpart");
                break;
        }
    }

    /// <summary>Marks and priorities are nothing that a rule which comes in could ask for.</summary>
    private static bool IsHarmless(JsonElement mangle) => mangle.Member("key")?.Single().Name is "meta" or "ct";

    private void Decide(List<PacketBox> packets, string name, JsonElement value)
    {
        if (name == "reject")
            Notes.Add("a rule rejects, that is, answers what it drops; a filter blocks without an answer");
        var verdict = name switch
        {
            "accept" => PacketVerdict.Accept,
            "drop" or "reject" => PacketVerdict.Drop,
            "return" => PacketVerdict.Return,
            "jump" => PacketVerdict.Jump,
            "goto" => PacketVerdict.Goto,
            "continue" => PacketVerdict.Continue,
            _ => PacketVerdict.Unknown,
        };
        var target = verdict is PacketVerdict.Jump or PacketVerdict.Goto ? chainName(value.Member("target")?.GetStringSafely() ?? "") : null;
        _branches.Add(new PacketBranch(packets, verdict, target));
    }

    private void ReadMap(JsonElement map)
    {
        Attempt(() =>
        {
            var match = new NftMatch(interfaces, findSet);
            if (map.Member("key") is not { } key || map.Member("data") is not { } data)
                throw new RefusedException("its verdict map has no key or no data");
            var entries = match.Elements(data);
            if (entries.Count > NftMatch.MostElements)
                throw new RefusedException($"its verdict map has more than {NftMatch.MostElements} elements");
            foreach (var entry in entries)
            {
                if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2)
                    throw new RefusedException("an element of its verdict map is no pair");
                var (name, value) = entry[1].Single();
                Decide(match.Select(_packets, key, [entry[0]]), name, value);
            }
        });
        if (_problem is not null)
            GiveUp(_problem);

        // Behind a verdict map go those that it has no verdict for, which would need their own set.
        _isOver = true;
    }

    /// <summary>Nobody knows what becomes of the packets that got so far.</summary>
    private void GiveUp(string problem)
    {
        _problem ??= problem;
        _branches.Clear();
        _branches.Add(new PacketBranch(_packets, PacketVerdict.Unknown));
        _isOver = true;
    }

    private void Attempt(Action read)
    {
        try
        {
            read();
        }
        catch (RefusedException exception)
        {
            _problem ??= exception.Message;
        }
    }
}
