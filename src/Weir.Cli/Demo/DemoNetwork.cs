using System.Net;
using Weir.Linux;

namespace Weir.Cli.Demo;

/// <summary>
/// Two network namespaces joined by a cable of their own: a client, and a host that answers on the blocked address and on a
/// neighbour. There is no way out of them, and they are gone when the process is.
/// </summary>
internal sealed class DemoNetwork : IDisposable
{
    public const string ClientInterface = "demo0";

    private const string HostInterface = "demo1";

    private DemoNetwork(NetworkNamespace client, NetworkNamespace host)
    {
        Client = client;
        Host = host;
    }

    public static IPAddress Blocked { get; } = IPAddress.Parse("168.63.129.16");

    public static IPAddress Neighbour { get; } = IPAddress.Parse("168.63.129.17");

    public static IPAddress ClientAddress { get; } = IPAddress.Parse("168.63.129.1");

    public NetworkNamespace Client { get; }

    public NetworkNamespace Host { get; }

    public static DemoNetwork Create()
    {
        NetworkNamespace client = NetworkNamespace.Create();
        NetworkNamespace host;
        try
        {
            host = NetworkNamespace.Create();
        }
        catch
        {
            client.Dispose();
            throw;
        }

        DemoNetwork network = new(client, host);
        try
        {
            VirtualEthernetEnd.Join(
                new VirtualEthernetEnd(client, ClientInterface, new InterfaceAddress(ClientAddress, 24)),
                new VirtualEthernetEnd(host, HostInterface, new InterfaceAddress(Blocked, 24), new InterfaceAddress(Neighbour, 24)));
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Host.Dispose();
    }
}
