using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Import;

/// <summary>
/// A network namespace that takes packets for a whole network and sends to everywhere, and remembers in sets of nftables which packets got
/// through its hooks: behind whatever filters there.
/// </summary>
internal sealed class TwinHost : IDisposable
{
    private const string Observer =
        """
        table inet observer {
          set in4 { typeof ip id; size 65535; flags dynamic; }
          set in6 { typeof ip6 flowlabel; size 65535; flags dynamic; }
          set out4 { typeof ip id; size 65535; flags dynamic; }
          set out6 { typeof ip6 flowlabel; size 65535; flags dynamic; }
          chain in { type filter hook input priority 1000; policy accept;
            ip ttl 77 add @in4 { ip id } drop
            ip6 hoplimit 77 add @in6 { ip6 flowlabel } drop
          }
          chain out { type filter hook output priority 1000; policy accept;
            ip ttl 77 add @out4 { ip id }
            ip6 hoplimit 77 add @out6 { ip6 flowlabel }
          }
        }
        """;

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly FrameSender _frames;
    private readonly Socket _socketV4;
    private readonly Socket _socketV6;

    public TwinHost()
    {
        Shell(
            "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf." + Host.InterfaceName + ".rp_filter=0 && "
            + "ip route add local 10.0.0.0/16 dev lo && ip -6 route add local 2001:db8:f::/48 dev lo && "
            + "ip route add default via 192.0.2.1 && ip -6 route add default via 2001:db8:1::1");
        Nft("-f", "-", Observer);
        _frames = new FrameSender(_network.Client, Host);
        _socketV4 = Host.OpenSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
        _socketV4.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
        _socketV6 = Host.OpenSocket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.Raw);
    }

    public TestHost Host => _network.Server;

    public uint InterfaceIndex
    {
        get
        {
            using var netlink = Host.OpenNetlink();
            return (uint)netlink.FindLink(Host.InterfaceName)!.Index;
        }
    }

    public string Nft(params string[] arguments)
    {
        var input = arguments is ["-f", "-", var text] ? text : null;
        return Run("nft", input is null ? arguments : arguments[..2], input);
    }

    /// <summary>Sends packets, and returns the numbers of those that got through.</summary>
    public HashSet<int> Filter(IReadOnlyList<byte[]> packets, bool outbound)
    {
        foreach (var packet in packets)
        {
            if (outbound)
                Send(packet);
            else
                _frames.Send(packet, packet[0] >> 4 == 4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
        }

        var seen = new HashSet<int>();
        foreach (var set in outbound ? (string[])["out4", "out6"] : ["in4", "in6"])
        {
            using var json = JsonDocument.Parse(Nft("-j", "list", "set", "inet", "observer", set));
            foreach (var item in json.RootElement.GetProperty("nftables").EnumerateArray())
            {
                if (item.TryGetProperty("set", out var listed) && listed.TryGetProperty("elem", out var elements))
                    seen.UnionWith(elements.EnumerateArray().Select(element => element.GetInt32()));
            }

            Nft("flush", "set", "inet", "observer", set);
        }

        return seen;
    }

    public void Dispose()
    {
        _socketV6.Dispose();
        _socketV4.Dispose();
        _frames.Dispose();
        _network.Dispose();
    }

    private void Send(byte[] packet)
    {
        try
        {
            if (packet[0] >> 4 == 4)
                _socketV4.SendTo(packet, new IPEndPoint(new IPAddress(packet.AsSpan(16, 4)), 0));
            else
                _socketV6.SendTo(packet, new IPEndPoint(new IPAddress(packet.AsSpan(24, 16)), 0));
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AccessDenied or SocketError.OperationNotSupported || exception.NativeErrorCode == 1)
        {
            // Blocked: EPERM.
        }
    }

    private void Shell(string command) => Run("sh", ["-c", command], null);

    private string Run(string program, string[] arguments, string? input)
    {
        using var process = Host.StartProcess(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {errors.GetAwaiter().GetResult()}\n{input}");
    }
}
