using System.CommandLine;
using System.Net;
using Weir.Cli.Explaining;

namespace Weir.Cli.Commands;

/// <summary><c>weir explain --policy POLICY TRAFFIC</c>: says what a policy does to traffic, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var traffic = new Argument<string[]>("TRAFFIC")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The traffic in words, quoted for the shell: \"outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80\", \"connect udp -> 192.0.2.53:53 user 1000\".",
        };
        var policy = new Option<string>("--policy") { HelpName = "file", Required = true, Description = "The policy file, or a file that weir import reads." };
        var layer = new Option<string?>("--layer") { HelpName = "name", Description = "Ask this layer alone, not all on the path." };
        var capture = new Option<string?>("--capture") { HelpName = "file", Description = "Explain a packet of this capture, pcap or pcapng." };
        var packet = new Option<long>("--packet") { HelpName = "number", Description = "Its number in the capture, from 1." };
        var seen = new Option<string?>("--event")
        {
            HelpName = "json|file|-",
            Description = "Explain a net event, as 'weir run --events --json' prints it: what it says decided, and whether the policy agrees.",
        };
        var local = new Option<string[]>("--local")
        {
            HelpName = "address",
            Description = "An address or prefix of the host that sent or received the packets of the capture; may be repeated.",
        };
        var name = new Option<string?>("--interface") { HelpName = "name", Description = "The name that the policy has for the interface where the capture was made." };
        var callout = new Option<string[]>("--callout")
        {
            HelpName = "assembly",
            Description = "An assembly with callouts that the policy names; may be repeated. They run here, not in the kernel.",
        };
        var all = new Option<bool>("--all") { Description = "Show the filters that do not match with all their conditions, too." };
        var json = new Option<bool>("--json") { Description = "Write the answer as JSON." };
        var command = new Command("explain", "Say what a policy does to a packet or a socket operation, and why.")
        {
            traffic, policy, layer, capture, packet, seen, local, name, callout, all, json,
        };
        command.SetAction(result => Run(new ExplainOptions
        {
            PolicyPath = result.GetRequiredValue(policy),
            Description = result.GetValue(traffic) is { Length: > 0 } words ? string.Join(' ', words) : null,
            CapturePath = result.GetValue(capture),
            Packet = result.GetValue(packet),
            Event = result.GetValue(seen),
            Layer = result.GetValue(layer),
            CalloutAssemblies = [.. result.GetValue(callout) ?? []],
            Local = [.. (result.GetValue(local) ?? []).Select(ReadNetwork)],
            Interface = result.GetValue(name),
            ShowAll = result.GetValue(all),
            Json = result.GetValue(json),
        }));
        return command;
    }

    private static int Run(ExplainOptions options)
    {
        if ((options.Description is null ? 0 : 1) + (options.CapturePath is null ? 0 : 1) + (options.Event is null ? 0 : 1) != 1)
        {
            throw new UsageException("say what to explain: traffic in words, such as \"outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80\", a packet of a capture: --capture FILE --packet NUMBER, or an event: --event JSON");
        }

        if (options is { Event: not null, Layer: not null })
        {
            throw new UsageException("an event names its layer: leave --layer out");
        }

        if (options.CapturePath is not null && options.Packet < 1)
        {
            throw new UsageException("say which packet of the capture: --packet NUMBER, from 1, as weir replay counts them");
        }

        try
        {
            return new PolicyExplanation(options).Run();
        }
        catch (WrongDescriptionException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return ExitCodes.Usage;
        }
    }

    private static IPNetwork ReadNetwork(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new UsageException($"--local takes an address or a prefix such as 192.0.2.0/24, not '{text}'");
    }
}
