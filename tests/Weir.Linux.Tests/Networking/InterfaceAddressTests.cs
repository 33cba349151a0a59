using System.Net;

namespace Weir.Linux.Tests.Networking;

public class InterfaceAddressTests
{
    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.1", 24)]
    [InlineData("0.0.0.0/0", "0.0.0.0", 0)]
    [InlineData("2001:db8::1/128", "2001:db8::1", 128)]
    public void Text_is_read_and_written_back(string text, string address, int prefixLength)
    {
        var parsed = InterfaceAddress.Parse(text);
        Assert.Equal(new InterfaceAddress(IPAddress.Parse(address), prefixLength), parsed);
        Assert.Equal(text, parsed.ToString());
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("192.0.2.1/33")]
    [InlineData("2001:db8::1/129")]
    [InlineData("192.0.2.1/-1")]
    [InlineData("192.0.2.1/24/1")]
    [InlineData("host/24")]
    [InlineData("")]
    public void Other_text_is_refused_with_an_example(string text)
    {
        var exception = Assert.Throws<FormatException>(() => InterfaceAddress.Parse(text));
        Assert.Contains("192.0.2.1/24", exception.Message);
    }
}
