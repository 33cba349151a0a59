using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Testing;

namespace Weir.Linux.Tests.Networking;

public class NetworkNamespaceTests
{
    [Fact]
    public void A_new_namespace_is_another_than_ours_and_not_the_initial_one()
    {
        using var ours = NetworkNamespace.OpenCurrent();
        using var created = NetworkNamespace.Create();

        Assert.False(created.IsSameAs(ours));
        Assert.False(created.IsInitial);
        Assert.True(ours.IsInitial);
        Assert.Equal($"net:[{ours.Inode}]", File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)!.Name);
    }

    [Fact]
    public void Code_runs_inside_and_the_callers_thread_stays_outside()
    {
        using var created = NetworkNamespace.Create();
        var inside = created.Run(() =>
        {
            using var current = NetworkNamespace.OpenCurrent();
            return current.Inode;
        });
        using var outside = NetworkNamespace.OpenCurrent();

        Assert.Equal(created.Inode, inside);
        Assert.NotEqual(created.Inode, outside.Inode);
    }

    [Fact]
    public void A_socket_opened_inside_stays_inside()
    {
        using var created = NetworkNamespace.Create();
        using var socket = created.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));

        // Loopback is down inside, up outside.
        var exception = Assert.Throws<SocketException>(() => socket.SendTo([1], new IPEndPoint(IPAddress.Loopback, 9)));
        Assert.Equal(SocketError.NetworkUnreachable, exception.SocketErrorCode);
    }

    [Fact]
    public void An_exception_comes_out_with_its_own_stack()
    {
        using var created = NetworkNamespace.Create();
        var exception = Assert.Throws<InvalidOperationException>(() => created.Run(Fail));
        Assert.Contains(nameof(Fail), exception.StackTrace);

        static void Fail() => throw new InvalidOperationException("from inside");
    }

    [Fact]
    public async Task Asynchronous_code_is_refused()
    {
        using var created = NetworkNamespace.Create();
        await Assert.ThrowsAsync<ArgumentException>(() => created.Run(() => Task.CompletedTask));
        await Assert.ThrowsAsync<ArgumentException>(() => created.Run(() => new ValueTask<int>(1)).AsTask());
    }

    [Fact]
    public void A_process_starts_inside_and_leaves_no_thread_behind()
    {
        using var created = NetworkNamespace.Create();
        var startInfo = new ProcessStartInfo("readlink", ["/proc/self/ns/net"]) { RedirectStandardOutput = true };
        using var process = created.StartProcess(startInfo);
        Assert.Equal($"net:[{created.Inode}]\n", process.StandardOutput.ReadToEnd());
        process.WaitForExit();

        // The kernel's half of a thread ends a moment after .NET's half has been joined.
        Assert.True(SpinWait.SpinUntil(() => ThreadNamespaces.FindThreadsIn(created).Count == 0, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_named_namespace_is_found_until_it_is_deleted()
    {
        var name = $"weir-test-{Environment.ProcessId}";
        try
        {
            using var created = NetworkNamespace.CreateNamed(name);
            using var opened = NetworkNamespace.OpenNamed(name);
            Assert.True(opened.IsSameAs(created));
            Assert.Contains(name, NetworkNamespace.GetNames());
            Assert.Throws<ArgumentException>(() => NetworkNamespace.CreateNamed(name));

            var missing = Assert.Throws<FileNotFoundException>(() => NetworkNamespace.OpenNamed("weir-missing"));
            Assert.Contains(name, missing.Message);
        }
        finally
        {
            NetworkNamespace.DeleteNamed(name);
        }
        Assert.DoesNotContain(name, NetworkNamespace.GetNames());
        Assert.Throws<FileNotFoundException>(() => NetworkNamespace.DeleteNamed(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void A_name_is_a_file_name(string name)
    {
        Assert.Throws<ArgumentException>(() => NetworkNamespace.CreateNamed(name));
        Assert.Throws<ArgumentException>(() => NetworkNamespace.OpenNamed(name));
    }

    [Fact]
    public void Another_kind_of_file_is_refused()
    {
        Assert.Throws<ArgumentException>(() => NetworkNamespace.OpenPath("/proc/self/ns/mnt"));
        Assert.Throws<ArgumentException>(() => NetworkNamespace.OpenPath("/dev/null"));
        Assert.Throws<FileNotFoundException>(() => NetworkNamespace.OpenPath("/proc/self/ns/nothing"));
    }
}
