using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Linux;

namespace Weir.Testing;

/// <summary>One host of a test network: a namespace with one named interface and its addresses.</summary>
public sealed class TestHost : IDisposable
{
    /// <summary>Wraps a namespace; every tool that sends, attaches or configures takes a host, so this is where the machine is protected.</summary>
    /// <param name="networkNamespace">The namespace; the host owns it.</param>
    /// <param name="interfaceName">The interface that leads to the other host.</param>
    /// <param name="addresses">The addresses of that interface; the first of each family is the host's own.</param>
    /// <exception cref="InvalidOperationException">The namespace is the machine's, or the test process's own.</exception>
    public TestHost(NetworkNamespace networkNamespace, string interfaceName, params IReadOnlyList<InterfaceAddress> addresses)
    {
        using var own = NetworkNamespace.OpenProcess(Environment.ProcessId);
        if (networkNamespace.IsInitial || networkNamespace.IsSameAs(own))
            throw new InvalidOperationException($"Tests never touch the machine's own network: {networkNamespace} is refused. Use NetworkNamespace.Create().");
        Namespace = networkNamespace;
        InterfaceName = interfaceName;
        Addresses = addresses;
    }

    /// <summary>The namespace.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>The name of its interface.</summary>
    public string InterfaceName { get; }

    /// <summary>The addresses of its interface.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; }

    /// <summary>Its name under <c>/run/netns</c>, when the network was made with names.</summary>
    public string? NamespaceName { get; init; }

    /// <summary>Its own address of a family.</summary>
    public IPAddress Address(AddressFamily family) => Addresses.First(address => address.Address.AddressFamily == family).Address;

    /// <summary>Runs synchronous code inside, on a thread of its own.</summary>
    public T Run<T>(Func<T> body) => Namespace.Run(body);

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action body) => Namespace.Run(body);

    /// <summary>Starts a process inside.</summary>
    public Process StartProcess(ProcessStartInfo startInfo) => Namespace.StartProcess(startInfo);

    /// <summary>A socket of this host. It may be used from any thread.</summary>
    public Socket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol) => Run(() => new Socket(family, type, protocol));

    /// <summary>Changes to its interfaces, addresses and routes.</summary>
    public RouteNetlink OpenNetlink() => RouteNetlink.Open(Namespace);

    /// <summary>Answers every packet: otherwise the kernel sends another host a few ICMP errors, and then one a second.</summary>
    public void SendIcmpErrorsWithoutLimit() => Run(() =>
    {
        File.WriteAllText("/proc/sys/net/ipv4/icmp_ratelimit", "0");
        File.WriteAllText("/proc/sys/net/ipv6/icmp/ratelimit", "0");
    });

    /// <summary>Closes the namespace and takes its name away.</summary>
    public void Dispose()
    {
        Namespace.Dispose();
        if (NamespaceName is not null)
            NetworkNamespace.DeleteNamed(NamespaceName);
    }
}
