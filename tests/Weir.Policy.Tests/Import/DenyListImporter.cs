using System.Net;
using Weir.Engine;

namespace Weir.Policy.Tests.Import;

/// <summary>A list of networks, one a line, that this host must not talk to.</summary>
public sealed class DenyListImporter : IPolicyImporter
{
    public string Name => "deny-list";

    public string Description => "networks to block, one a line, after the line 'deny-list'";

    public bool Recognizes(string beginning) => beginning.StartsWith("deny-list", StringComparison.Ordinal);

    public ImportResult Import(Stream stream, ImportOptions options)
    {
        var builder = new ImportBuilder(Name);
        using var reader = new StreamReader(stream, leaveOpen: true);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (line == 1 || text.Length == 0)
                continue;
            var source = new ImportSource("network", text, Guid.Empty, line);
            builder.Count(source.Kind);
            if (IPNetwork.TryParse(text, out var network))
                builder.Add(Block(network), source);
            else
                builder.LeaveOut(source, "it is no network: write an address and a length, such as 192.0.2.0/24");
        }

        return builder.Build();
    }

    private static FilterSpec Block(IPNetwork network) => new()
    {
        Name = $"no {network}",
        Layer = network.BaseAddress.GetAddressBytes().Length == 4 ? LayerId.OutboundTransportV4 : LayerId.OutboundTransportV6,
        Conditions = [FilterCondition.RemoteAddress(network)],
        Action = FilterAction.Block,
    };
}
