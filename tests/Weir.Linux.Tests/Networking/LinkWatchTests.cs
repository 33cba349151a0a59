using System.Collections.Concurrent;

namespace Weir.Linux.Tests.Networking;

public class LinkWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void What_is_there_is_told_before_the_watch_is_open()
    {
        using var host = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(host);
        netlink.CreateVirtualEthernetPair("a", "b", host);
        var seen = new List<string>();

        using var watch = LinkWatch.Open(host, change => seen.Add($"{change.Kind} {change.Link.Name}"));

        Assert.Equal(["Appeared a", "Appeared b", "Appeared lo"], seen.Order());
    }

    [Fact]
    public void Interfaces_are_told_as_they_come_change_move_and_go()
    {
        using var host = NetworkNamespace.Create();
        using var other = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(host);
        using var otherNetlink = RouteNetlink.Open(other);
        using var here = new Log(host);
        using var there = new Log(other);

        netlink.CreateVirtualEthernetPair("a", "b", host);
        here.Expect("Appeared b");
        here.Expect("Appeared a");
        netlink.SetUp("a");
        here.Expect("Changed a Up");
        netlink.MoveLink("b", other);
        here.Expect("Disappeared b");
        there.Expect("Appeared b");
        otherNetlink.DeleteLink("b");
        there.Expect("Disappeared b");
        here.Expect("Disappeared a");
        Assert.Equal((0, 0), (here.Watch.Overflows, there.Watch.Overflows));
    }

    [Fact]
    public void An_index_that_is_used_again_goes_and_comes()
    {
        using var host = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(host);
        using var log = new Log(host);
        for (var turn = 0; turn < 20; turn++)
        {
            netlink.CreateVirtualEthernetPair("a", "b", host, index: 42);
            netlink.DeleteLink("a");
        }

        for (var turn = 0; turn < 20; turn++)
        {
            log.Expect("Appeared a");
            log.Expect("Disappeared a");
        }
    }

    [Fact]
    public void Nothing_is_missed_of_interfaces_that_come_while_the_watch_opens()
    {
        using var host = NetworkNamespace.Create();
        var maker = new Thread(() =>
        {
            using var netlink = RouteNetlink.Open(host);
            for (var pair = 0; pair < 40; pair++)
                netlink.CreateVirtualEthernetPair($"a{pair}", $"b{pair}", host);
        });
        maker.Start();
        var watches = new List<Log>();
        while (maker.IsAlive)
        {
            if (watches.Count < 20)
                watches.Add(new Log(host));
        }

        var complete = watches.ConvertAll(log => SpinWait.SpinUntil(() => log.Present.Count == 81, Patience));
        watches.ForEach(log => log.Dispose());
        Assert.All(complete, Assert.True);
    }

    [Fact]
    public void After_messages_were_dropped_the_list_is_made_again()
    {
        using var host = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(host);
        netlink.CreateVirtualEthernetPair("going", "gone", host);
        using var hold = new ManualResetEventSlim();
        using var log = new Log(host, () => hold.Wait(Patience), receiveBufferByteCount: 1);

        // The first message holds the watch up, and the rest finds no room.
        netlink.SetUp("lo");
        for (var pair = 0; pair < 30; pair++)
            netlink.CreateVirtualEthernetPair($"a{pair}", $"b{pair}", host);
        netlink.DeleteLink("going");
        hold.Set();

        Assert.True(SpinWait.SpinUntil(() => log.Present.Count == 61, Patience), $"{log.Present.Count} interfaces of 61");
        Assert.InRange(log.Watch.Overflows, 1, long.MaxValue);
        Assert.DoesNotContain("going", log.Present.Values);

        // And it goes on.
        netlink.CreateVirtualEthernetPair("late", "later", host);
        Assert.True(SpinWait.SpinUntil(() => log.Present.Count == 63, Patience));
    }

    [Fact]
    public void What_its_handler_throws_ends_the_watch_and_is_kept()
    {
        using var host = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(host);
        using var watch = LinkWatch.Open(host, change => _ = change.Link.Name == "a" ? throw new FormatException("a is a bad name") : 0);
        Assert.Null(watch.Failure);

        netlink.CreateVirtualEthernetPair("a", "b", host);

        Assert.True(SpinWait.SpinUntil(() => watch.Failure is not null, Patience));
        Assert.Equal("a is a bad name", watch.Failure!.Message);
        Assert.Throws<FormatException>(() => LinkWatch.Open(host, _ => throw new FormatException()));
    }

    private sealed class Log : IDisposable
    {
        private readonly BlockingCollection<string> _lines = [];

        public Log(NetworkNamespace host, Action? whenChanged = null, int receiveBufferByteCount = 1 << 20)
        {
            Watch = host.Run(() => LinkWatch.Open(
                change =>
                {
                    if (change.Kind == LinkChangeKind.Disappeared)
                        Present.TryRemove(change.Link.Index, out _);
                    else
                        Present[change.Link.Index] = change.Link.Name;
                    _lines.Add($"{change.Kind} {change.Link.Name} {change.Link.Flags}");
                    if (change.Kind != LinkChangeKind.Appeared)
                        whenChanged?.Invoke();
                },
                receiveBufferByteCount));
        }

        public LinkWatch Watch { get; }

        public ConcurrentDictionary<int, string> Present { get; } = [];

        /// <summary>Waits for a line that starts so, passing others over.</summary>
        public void Expect(string start)
        {
            while (_lines.TryTake(out var line, Patience))
            {
                if (line.StartsWith(start, StringComparison.Ordinal))
                    return;
            }

            Assert.Fail($"'{start}' was not told.");
        }

        public void Dispose()
        {
            Watch.Dispose();
            _lines.Dispose();
        }
    }
}
