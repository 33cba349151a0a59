using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Linux;
using Weir.Testing;

namespace Weir.Bpf.Tests.Links;

/// <summary>Links at every kind of hook, each inside a network namespace or control group made for the test.</summary>
public sealed class LinkTests : IDisposable
{
    private const int Loopback = 1;
    private const int Port = 4711;

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly BpfMap _counter = TestPrograms.CreateCounter();

    public LinkTests() => Inside(() =>
    {
        using var netlink = RouteNetlink.Open();
        netlink.SetUp("lo");
    });

    private ulong Count => _counter.View<uint, ulong>()[0];

    public void Dispose()
    {
        _counter.Dispose();
        _namespace.Dispose();
    }

    [Fact]
    public void A_netfilter_link_blocks_until_it_is_closed() => Inside(() =>
    {
        Assert.True(CanSend());
        using (BpfProgram block = BpfProgram.Load(TestPrograms.Netfilter(0)))
        using (BpfLink link = BpfLink.AttachNetfilter(block, NetfilterFamily.IPv4, NetfilterHook.LocalOut, priority: 7))
        {
            Assert.False(CanSend());
            LinkInfo info = link.GetInfo();
            Assert.Equal(LinkType.Netfilter, info.Type);
            Assert.Equal(block.GetInfo().Id, info.ProgramId);
            Assert.Equal(NetfilterFamily.IPv4, info.NetfilterFamily);
            Assert.Equal(NetfilterHook.LocalOut, info.NetfilterHook);
            Assert.Equal(7, info.NetfilterPriority);
            Assert.Null(info.InterfaceIndex);
        }

        Assert.True(CanSend());
    });

    [Fact]
    public void A_netfilter_priority_is_taken_once() => Inside(() =>
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Netfilter(1));
        using BpfLink link = BpfLink.AttachNetfilter(program, NetfilterFamily.IPv4, NetfilterHook.LocalIn, 0);
        var error = Assert.Throws<BpfException>(() => BpfLink.AttachNetfilter(program, NetfilterFamily.IPv4, NetfilterHook.LocalIn, 0));
        Assert.Contains("priority 0 is taken", error.Message, StringComparison.Ordinal);
        using BpfLink other = BpfLink.AttachNetfilter(program, NetfilterFamily.IPv6, NetfilterHook.LocalIn, 0, NetfilterLinkFlags.Defragment);
    });

    [Fact]
    public void A_netfilter_link_cannot_be_updated_but_a_tail_call_can() => Inside(() =>
    {
        using BpfMap programs = TestPrograms.CreateProgramArray();
        using BpfProgram stub = BpfProgram.Load(
            TestPrograms.TailCalling(otherwise: 1, ProgramType.Netfilter, AttachType.Netfilter), TestPrograms.Maps(programs));
        using BpfProgram block = BpfProgram.Load(TestPrograms.Netfilter(0));
        using BpfLink link = BpfLink.AttachNetfilter(stub, NetfilterFamily.IPv4, NetfilterHook.LocalOut, 0);
        var error = Assert.Throws<NotSupportedException>(() => link.Update(block));
        Assert.Contains("PROG_ARRAY", error.Message, StringComparison.Ordinal);
        Assert.True(CanSend());
        programs.Update(0, block);
        Assert.False(CanSend());
    });

    [Fact]
    public void A_program_of_another_type_is_refused() => Inside(() =>
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0));
        var error = Assert.Throws<BpfException>(() => BpfLink.AttachNetfilter(program, NetfilterFamily.IPv4, NetfilterHook.LocalIn, 0));
        Assert.Contains("must be loaded as Netfilter", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Tcx_links_run_in_the_order_of_their_anchors() => Inside(() =>
    {
        const int Drop = 2;
        const int Next = -1;
        using BpfProgram counting = Counting(Next);
        using BpfProgram dropping = BpfProgram.Load(TestPrograms.Returning(Drop));
        using BpfLink drop = BpfLink.AttachTcx(dropping, Loopback, TcxDirection.Egress);

        using (BpfLink.AttachTcx(counting, Loopback, TcxDirection.Egress, TcxAnchor.After(dropping)))
            Assert.Equal(0ul, CountOfOneSend());
        using (BpfLink.AttachTcx(counting, Loopback, TcxDirection.Egress, TcxAnchor.Last))
            Assert.Equal(0ul, CountOfOneSend());
        using (BpfLink.AttachTcx(counting, Loopback, TcxDirection.Egress, TcxAnchor.Before(dropping)))
            Assert.Equal(1ul, CountOfOneSend());
        using (BpfLink.AttachTcx(counting, Loopback, TcxDirection.Egress, TcxAnchor.First))
            Assert.Equal(1ul, CountOfOneSend());
    });

    [Fact]
    public void A_tcx_link_describes_itself_and_names_what_is_wrong() => Inside(() =>
    {
        using BpfProgram program = BpfProgram.Load(TestPrograms.Returning(0));
        using BpfProgram elsewhere = BpfProgram.Load(TestPrograms.Returning(0));
        using BpfLink link = BpfLink.AttachTcx(program, Loopback, TcxDirection.Ingress);
        LinkInfo info = link.GetInfo();
        Assert.Equal((LinkType.Tcx, Loopback, AttachType.TcxIngress), (info.Type, info.InterfaceIndex, info.AttachType));

        var noDevice = Assert.Throws<BpfException>(() => BpfLink.AttachTcx(program, 999, TcxDirection.Ingress));
        Assert.Contains("no device", noDevice.Message, StringComparison.Ordinal);
        var noAnchor = Assert.Throws<BpfException>(
            () => BpfLink.AttachTcx(program, Loopback, TcxDirection.Egress, TcxAnchor.Before(elsewhere)));
        Assert.Contains("is not attached there", noAnchor.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void An_update_swaps_the_program_when_the_old_one_is_as_expected() => Inside(() =>
    {
        using BpfProgram first = BpfProgram.Load(TestPrograms.Returning(0));
        using BpfProgram second = Counting(0);
        using BpfLink link = BpfLink.AttachTcx(first, Loopback, TcxDirection.Egress);
        var error = Assert.Throws<BpfException>(() => link.Update(second, expected: second));
        Assert.Contains("another program", error.Message, StringComparison.Ordinal);
        Assert.Equal(0ul, CountOfOneSend());
        link.Update(second, expected: first);
        Assert.Equal(1ul, CountOfOneSend());
        Assert.Equal(second.GetInfo().Id, link.GetInfo().ProgramId);
    });

    [Fact]
    public void A_detached_link_stays_open_and_does_nothing() => Inside(() =>
    {
        using BpfProgram program = Counting(0);
        using BpfLink link = BpfLink.AttachTcx(program, Loopback, TcxDirection.Egress);
        Assert.Equal(1ul, CountOfOneSend());
        link.Detach();
        Assert.Equal(0ul, CountOfOneSend());
        Assert.Equal(0, link.GetInfo().InterfaceIndex);
        Assert.Throws<BpfException>(() => link.Update(program));
    });

    [Fact]
    public void An_XDP_link_sees_what_arrives() => Inside(() =>
    {
        const int Pass = 2;
        using BpfProgram program = BpfProgram.Load(
            TestPrograms.Counting(Pass, ProgramType.Xdp, AttachType.Xdp), TestPrograms.Maps(_counter));
        using BpfLink link = BpfLink.AttachXdp(program, Loopback, XdpMode.Generic);
        Assert.Equal(1ul, CountOfOneSend());
        Assert.Equal((LinkType.Xdp, Loopback), (link.GetInfo().Type, link.GetInfo().InterfaceIndex));
        var error = Assert.Throws<BpfException>(() => BpfLink.AttachXdp(program, Loopback, XdpMode.Generic));
        Assert.Contains("already", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_socket_lookup_link_sees_datagrams_of_its_namespace() => Inside(() =>
    {
        const int Pass = 1;
        using BpfProgram program = BpfProgram.Load(
            TestPrograms.Counting(Pass, ProgramType.SocketLookup, AttachType.SocketLookup), TestPrograms.Maps(_counter));
        using BpfLink link = BpfLink.AttachSocketLookup(program, _namespace.Handle);
        Assert.Equal(1ul, CountOfOneSend());
        Assert.Equal((LinkType.NetworkNamespace, (uint)_namespace.Inode), (link.GetInfo().Type, link.GetInfo().NetworkNamespaceInode));
    });

    [Fact]
    public void A_cgroup_link_sees_the_operations_of_its_processes()
    {
        using ControlGroup group = ControlGroup.Create(
            Path.Combine(ControlGroup.FindMountPoint(), TestOwner.NewName("links")));
        try
        {
            using BpfProgram deny = BpfProgram.Load(TestPrograms.Counting(
                0, ProgramType.CgroupSocket, AttachType.CgroupInetSocketCreate), TestPrograms.Maps(_counter));
            using BpfLink link = BpfLink.AttachCgroup(deny, group.Path, AttachType.CgroupInetSocketCreate);
            LinkInfo info = link.GetInfo();
            Assert.Equal((LinkType.Cgroup, AttachType.CgroupInetSocketCreate), (info.Type, info.AttachType));
            Assert.NotEqual(0ul, info.CgroupId);

            Assert.NotEqual(0, RunInside(group));
            Assert.Equal(1ul, Count);
            link.Dispose();
            Assert.Equal(0, RunInside(group));
        }
        finally
        {
            group.Delete();
        }
    }

    [Fact]
    public void Another_directory_than_a_control_group_is_refused()
    {
        using BpfProgram program = BpfProgram.Load(
            TestPrograms.Returning(1, ProgramType.CgroupSocket, AttachType.CgroupInetSocketCreate));
        var error = Assert.Throws<BpfException>(() => BpfLink.AttachCgroup(program, "/tmp", AttachType.CgroupInetSocketCreate));
        Assert.Contains("cgroup2", error.Message, StringComparison.Ordinal);
        Assert.Throws<BpfException>(() => BpfLink.AttachCgroup(program, "/nowhere", AttachType.CgroupInetSocketCreate));
    }

    // A shell that joins the group and then opens a UDP socket: bash answers with failure when that is refused.
    private static int RunInside(ControlGroup group)
    {
        using Process shell = Process.Start("bash", ["-c", $"exec 2>/dev/null; echo $$ > {group.Path}/cgroup.procs && exec 3<>/dev/udp/127.0.0.1/9"]);
        shell.WaitForExit();
        return shell.ExitCode;
    }

    private static bool CanSend()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SendTo([1], new IPEndPoint(IPAddress.Loopback, Port));
            return true;
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.AccessDenied)
        {
            return false;
        }
    }

    // Nobody listens: a port unreachable message comes back, which must not be counted with the datagram. So listen.
    private ulong CountOfOneSend()
    {
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        ulong before = Count;
        CanSend();
        return Count - before;
    }

    private BpfProgram Counting(int verdict) => BpfProgram.Load(
        TestPrograms.Counting(verdict, ProgramType.SchedulerClassifier), TestPrograms.Maps(_counter));

    private void Inside(Action body) => _namespace.Run(body);
}
