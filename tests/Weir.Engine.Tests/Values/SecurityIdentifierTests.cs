namespace Weir.Engine.Tests;

public sealed class SecurityIdentifierTests
{
    [Theory]
    [InlineData("S-1-0-0", "010100000000000000000000")]
    [InlineData("S-1-5-32-544", "01020000000000052000000020020000")]
    [InlineData("S-1-22-1-1000", "010200000000001601000000e8030000")]
    [InlineData("S-1-5", "0100000000000005")]
    [InlineData("S-1-0x500000000A-4294967295", "0101" + "00500000000A" + "FFFFFFFF")]
    public void Text_and_bytes_are_two_forms_of_one_identifier(string text, string bytes)
    {
        var identifier = SecurityIdentifier.Parse(text.ToLowerInvariant());

        Assert.Equal(Convert.FromHexString(bytes), identifier.ToBinary());
        Assert.Equal(identifier, SecurityIdentifier.FromBinary(identifier.ToBinary()));
        Assert.Equal(identifier.GetHashCode(), SecurityIdentifier.Parse(text).GetHashCode());
        Assert.Equal(text.Replace("0x500000000A", "0x00500000000A", StringComparison.Ordinal), identifier.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("S-1")]
    [InlineData("S-2-5-32")]
    [InlineData("X-1-5-32")]
    [InlineData("S-1-5-")]
    [InlineData("S-1-5-4294967296")]
    [InlineData("S-1-5--1")]
    [InlineData("S-1-281474976710656-1")]
    [InlineData("S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(SecurityIdentifier.TryParse(text, provider: null, out _));
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => SecurityIdentifier.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0101000000000005")]
    [InlineData("0201000000000005AABBCCDD")]
    [InlineData("0101000000000005AABBCCDDEE")]
    public void Other_bytes_are_refused(string bytes) =>
        Assert.Throws<ArgumentException>(() => SecurityIdentifier.FromBinary(Convert.FromHexString(bytes)));

    [Fact]
    public void The_users_and_groups_of_Linux_have_the_identifiers_that_Samba_gives_them()
    {
        AssertIdentifier("S-1-22-1-1000", Principal.User(1000));
        AssertIdentifier("S-1-22-2-100", Principal.Group(100));
        AssertIdentifier("S-1-1-0", Principal.Everyone);
        Assert.Null(SecurityIdentifier.Nobody.ToPrincipal());
        Assert.Null(SecurityIdentifier.Parse("S-1-22-3-1").ToPrincipal());

        static void AssertIdentifier(string text, Principal principal)
        {
            Assert.Equal(text, SecurityIdentifier.Of(principal).ToString());
            Assert.Equal(principal, SecurityIdentifier.Parse(text).ToPrincipal());
        }
    }
}
