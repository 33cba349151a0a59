using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Compiler.Tests.Harness;
using Weir.Testing;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>The view of a packet reaches what the kernel keeps in fragments: seen on a datagram that is sent, before it is cut into packets.</summary>
public sealed class FragmentTests
{
    private const int HeaderLength = 28;

    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void BytesInFragmentsAreReadAsOnTheClr(Optimization optimization)
    {
        var payload = new byte[3500];
        new Random(4).NextBytes(payload);
        using var run = NetfilterRun.Start(KernelAssembly.Of(optimization).Find("Callouts", "PayloadPrograms.ReadInFragments"));
        using var network = TestNetwork.CreatePair();
        using var link = network.Client.Run(() => BpfLink.AttachNetfilter(run.Program, NetfilterFamily.IPv4, NetfilterHook.LocalOut, priority: 0));
        using var socket = network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        socket.SendTo(payload, new IPEndPoint(network.Server4, 9));
        run.RunOnClr([.. new byte[HeaderLength], .. payload], fragmentBytes: payload.Length);

        Assert.Null(run.CompareMaps());
    }
}
