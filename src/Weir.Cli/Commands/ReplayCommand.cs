using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using Weir.Cli.Replaying;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Commands;

/// <summary><c>weir replay CAPTURE --policy POLICY</c>: says what a policy does to the packets of a capture.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var capture = new Argument<string>("CAPTURE") { Description = "A capture file, pcap or pcapng." };
        var policy = new Option<string>("--policy") { HelpName = "file", Required = true, Description = "The policy file." };
        var layer = new Option<string?>("--layer")
        {
            HelpName = "name",
            Description = "Take every packet to this layer, whichever way it goes; outbound-transport means both families.",
        };
        var engine = new Option<string>("--engine")
        {
            HelpName = "managed|reference|kernel",
            DefaultValueFactory = _ => "managed",
            Description = "Who classifies; only kernel needs root.",
        };
        var callout = new Option<string[]>("--callout")
        {
            HelpName = "assembly",
            Description = "An assembly with callouts that the policy names; may be repeated.",
        };
        var local = new Option<string[]>("--local")
        {
            HelpName = "address",
            Description = "An address or prefix of the host that sent or received the packets; may be repeated.",
        };
        var name = new Option<string?>("--interface")
        {
            HelpName = "name",
            Description = "The name that the policy has for the interface where the capture was made.",
        };
        var json = new Option<bool>("--json") { Description = "Write the answer as JSON." };
        var command = new Command("replay", "Say what a policy does to the packets of a capture.")
        {
            capture, policy, layer, engine, callout, local, name, json,
        };
        command.SetAction(result => new CaptureReplay(new ReplayOptions
        {
            CapturePath = result.GetRequiredValue(capture),
            PolicyPath = result.GetRequiredValue(policy),
            Layers = ReadLayers(result.GetValue(layer)),
            Engine = ReadEngine(result.GetValue(engine)!),
            CalloutAssemblies = [.. result.GetValue(callout) ?? []],
            Local = [.. (result.GetValue(local) ?? []).Select(ReadNetwork)],
            Interface = result.GetValue(name),
            Json = result.GetValue(json),
        }).Run());
        return command;
    }

    private static ImmutableArray<Layer> ReadLayers(string? name)
    {
        if (name is null)
            return [];
        var layers = PolicyLayers.Find(name);
        if (layers.IsEmpty)
            throw new UsageException($"there is no layer '{name}'; the layers are those of a policy file, such as outbound-transport");
        return layers.All(layer => layer.Family is "INBOUND_TRANSPORT" or "OUTBOUND_TRANSPORT" && !layer.IsDiscard)
            ? layers
            : throw new UsageException($"a capture shows nothing of layer '{name}'; packets are replayed at inbound-transport and outbound-transport, with -v4 or -v6 for one IP version");
    }

    private static ReplayEngineKind ReadEngine(string name) => name switch
    {
        "managed" => ReplayEngineKind.Managed,
        "reference" => ReplayEngineKind.Reference,
        "kernel" => ReplayEngineKind.Kernel,
        _ => throw new UsageException($"there is no engine '{name}'; the engines are: managed, reference, kernel"),
    };

    private static IPNetwork ReadNetwork(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new UsageException($"--local takes an address or a prefix such as 192.0.2.0/24, not '{text}'");
    }
}
