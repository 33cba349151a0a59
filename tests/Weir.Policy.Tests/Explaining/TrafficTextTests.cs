using Weir.Engine;

namespace Weir.Policy.Tests.Explaining;

/// <summary>Descriptions of traffic, and what is understood by them.</summary>
public sealed class TrafficTextTests
{
    [Theory]
    [InlineData("outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80", "outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80")]
    [InlineData("outbound tcp 192.0.2.1:80 <- 10.0.0.1:4000", "outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80")]
    [InlineData("outbound tcp 10.0.0.1:4000->192.0.2.1:80", "outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80")]
    [InlineData("outbound from 10.0.0.1:4000 to 192.0.2.1:80 tcp", "outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80")]
    [InlineData("inbound tcp 10.0.0.1:80 <- 192.0.2.1:4000", "inbound tcp 10.0.0.1:80 <- 192.0.2.1:4000")]
    [InlineData("inbound tcp 192.0.2.1:4000 -> 10.0.0.1:80", "inbound tcp 10.0.0.1:80 <- 192.0.2.1:4000")]
    [InlineData("connect udp 192.0.2.53:53", "connect udp ? -> 192.0.2.53:53")]
    [InlineData("connect tcp -> [2001:db8::1]:443 app '/opt/my app/run' user alice", "connect tcp ? -> [2001:db8::1]:443 app /opt/my app/run user 1000")]
    [InlineData("listen tcp :80", "listen tcp ?:80")]
    [InlineData("bind udp 10.0.0.1:53", "bind udp 10.0.0.1:53")]
    [InlineData("accept tcp 10.0.0.1:22 <- *", "accept tcp 10.0.0.1:22 <- ?")]
    [InlineData("forward udp 10.0.0.9:4000 -> 192.0.2.1:53", "forward udp 10.0.0.9:4000 -> 192.0.2.1:53")]
    [InlineData("inbound icmp 10.0.0.1 <- 192.0.2.1 type 8 code 0", "inbound icmp 10.0.0.1 <- 192.0.2.1 type 8 code 0")]
    [InlineData("outbound protocol=47 local.address=10.0.0.1 remote.address == 192.0.2.1", "outbound gre 10.0.0.1 -> 192.0.2.1")]
    [InlineData("outbound tcp 2001:db8::1 -> 2001:db8::2", "outbound tcp 2001:db8::1 -> 2001:db8::2")]
    public void A_description_is_understood_as(string text, string expected) => Assert.Equal(expected, TrafficText.Describe(Parse(text)));

    [Fact]
    public void A_description_that_was_written_is_read_as_the_same()
    {
        var traffic = Parse("outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80");
        Assert.Equal(Sorted(traffic), Sorted(Parse(TrafficText.Describe(traffic))));

        static IEnumerable<string> Sorted(Traffic traffic) => traffic.Values.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("outbound interface eth0", 0x4000_0000u)]
    [InlineData("outbound interface=3", 3u)]
    public void Interfaces_have_the_policys_names_or_numbers(string text, uint index) =>
        Assert.Equal(FilterValue.UInt32(index), Parse(text).ValueOf(Fields.InterfaceIndex));

    [Fact]
    public void At_the_ALE_layers_a_user_is_a_token_too()
    {
        var traffic = Parse("connect tcp -> 192.0.2.1:80 user 1000 group users");
        var values = traffic.At(Layers.Get(LayerId.AleAuthConnectV4), direction: null);
        Assert.Equal(FilterValue.UInt32(1000), values[Fields.UserId]);
        Assert.Equal(FilterValue.TokenAccessInformation(new AccessToken(1000, 100)), values[Fields.AleUserId]);
    }

    [Theory]
    [InlineData("outbound tcp icmp", 14, "ip.protocol is told twice")]
    [InlineData("outbound inbound", 10, "'inbound' after 'outbound'")]
    [InlineData("tcp 10.0.0.1 -> 192.0.2.1", 26, "it is not said what kind of traffic this is")]
    [InlineData("outbound tcp 10.0.0.1 192.0.2.1", 23, "two ends side by side")]
    [InlineData("outbound icmp 10.0.0.1:8 -> 192.0.2.1", 15, "icmp has no ports")]
    [InlineData("outbound user nobody-here", 15, "there is no user 'nobody-here'")]
    [InlineData("outbound remote.address=10.0.0.0/8", 25, "'10.0.0.0/8' is more than one address")]
    [InlineData("outbound remote.port=", 22, "remote.port has no value")]
    [InlineData("outbound remote.port=http", 22, "'http' is no value of remote.port")]
    [InlineData("outbound remote.prt=80", 10, "unknown field 'remote.prt'")]
    [InlineData("outbound icmpv6 10.0.0.1 -> 192.0.2.1", 38, "icmpv6 is IPv6's, and the traffic is IPv4")]
    public void What_is_wrong_is_told_with_its_place(string text, int column, string message)
    {
        var diagnostic = Assert.Single(Assert.Throws<PolicyException>(() => Parse(text)).Diagnostics);
        Assert.Equal((column, message), (diagnostic.Span.Column, diagnostic.Message));
        Assert.False(string.IsNullOrEmpty(diagnostic.Advice));
    }

    [Fact]
    public void Whatever_is_written_is_understood_or_told_what_is_wrong_with()
    {
        string[] words = ["outbound", "listen", "tcp", "icmp", "->", "<-", "10.0.0.1:80", "[::1]:1", "[", "]", ":", "=", "==", "user", "\"", "'", "type", "8", "from", "to", "\u0000", "é", "remote.port", "ipv6"];
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Join(random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, random.Next(7)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                TrafficText.Describe(Parse(text));
            }
            catch (PolicyException exception)
            {
                Assert.NotEmpty(exception.Diagnostics);
            }
        }
    }

    private static Traffic Parse(string text) => TrafficText.Parse(text, new Names());

    private sealed class Names : ITrafficNames
    {
        private readonly PlaceholderInterfaces _interfaces = new();

        IReadOnlyCollection<string> IInterfaceResolver.Names => _interfaces.Names;

        public uint? FindIndex(string name) => _interfaces.FindIndex(name);

        public uint? FindUser(string name) => name == "alice" ? 1000 : null;

        public uint? FindGroup(string name) => name == "users" ? 100 : null;

        public ulong? FindControlGroup(string path) => path == "/system.slice/nginx.service" ? 0x1_0000_0001 : null;
    }
}
