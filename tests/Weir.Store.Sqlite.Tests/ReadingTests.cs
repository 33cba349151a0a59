using Weir.Engine;

namespace Weir.Store.Sqlite.Tests;

/// <summary>What people see of a store, and what becomes of rows that they spoil.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void People_read_the_store_of_a_running_engine_by_its_views()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        store.Add(Sample.Policy);
        using var shell = new Shell(directory.StorePath);

        Assert.Equal(
            [
                "7|every type of value|OUTBOUND_TRANSPORT_V4|sublayer|0xffffffffffffffff|callout-terminating|persistent|Büro 漢字 \U0001F30A",
                $"9|boot time|INBOUND_TRANSPORT_V6|{PolicySnapshot.Initial.FindSubLayer(SubLayers.Universal)!.Spec.Name}|0xf000000000000001|block|boot-time|",
            ],
            shell.Query("SELECT id, name, layer, sublayer, weight, action, lifetime, provider FROM filters ORDER BY id"));
        Assert.Equal(
            ["""7|1|66666666-0000-4000-8000-000000000001|Equal|{"Empty":null}""", """7|2|IP_REMOTE_PORT|Greater|{"UInt8":0}"""],
            shell.Query("SELECT * FROM conditions ORDER BY filter, number LIMIT 2"));
        Assert.StartsWith(
            """66666666-0000-4000-8000-000000000001 Equal {"Empty":null}; IP_REMOTE_PORT Greater {"UInt8":0}; """,
            shell.Query("SELECT conditions FROM filters WHERE id = 7").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_made_by_the_shell_beside_a_running_engine_is_a_store()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        store.Add(Sample.Policy);
        Shell.Run(directory.StorePath, $"VACUUM INTO '{directory.Combine("copy.db")}'");
        StoreExtensions.AssertSame(Sample.Policy, StoreExtensions.LoadOnce(directory.Combine("copy.db")));
    }

    [Theory]
    [InlineData("filter SET conditions = 'nonsense' WHERE id = 7", "the row '7' of table filter")]
    [InlineData("filter SET conditions = '[[\"4cd62a49-59c3-4969-b7f3-bda5d32890a4\",\"Resembles\",{\"UInt8\":1}]]'", "'Resembles' is no FilterMatchType")]
    [InlineData("filter SET conditions = '[[\"4cd62a49-59c3-4969-b7f3-bda5d32890a4\",\"Equal\",{\"3\":1}]]'", "'3' is no DataType")]
    [InlineData("filter SET conditions = '[[\"4cd62a49-59c3-4969-b7f3-bda5d32890a4\",\"Equal\",{\"UInt8\":256}]]'", "the row '7' of table filter")]
    [InlineData("filter SET conditions = '[[\"4cd62a49-59c3-4969-b7f3-bda5d32890a4\",\"Equal\",{\"UInt8\":-1}]]'", "the row '7' of table filter")]
    [InlineData("filter SET conditions = '[[\"4cd62a49-59c3-4969-b7f3-bda5d32890a4\",\"Equal\"]]'", "StartObject expected")]
    [InlineData("filter SET conditions = '[[\"4cd62a49-59c3-4969-b7f3-bda5d32890a4\",\"Equal\",{\"V4AddressMask\":[\"::1\",\"255.0.0.0\"]}]]'", "'::1' is no address of IPv4")]
    [InlineData("filter SET conditions = '[[\"4cd62a49-59c3-4969-b7f3-bda5d32890a4\",\"Equal\",{\"ByteArray16\":\"00\"}]]'", "32 hexadecimal digits")]
    [InlineData("filter SET conditions = '[] []'", "the row '7' of table filter")]
    [InlineData("filter SET conditions = '[7]'", "the row '7' of table filter")]
    [InlineData("filter SET key = 'mine' WHERE id = 9", "the row '9' of table filter")]
    [InlineData("filter SET layer = 65536", "the row '7' of table filter")]
    [InlineData("filter SET weight_range = 1 WHERE id = 7", "both weight_range and weight")]
    [InlineData("provider SET security = '{}'", "of table provider ")]
    [InlineData("provider SET security = '{\"owner\":[\"daemon\",1],\"entries\":[]}'", "'daemon' is no PrincipalKind")]
    [InlineData("sublayer SET weight = -1", "of table sublayer ")]
    [InlineData("security SET container = 'box' WHERE container = 'engine'", "'box' is no container")]
    public void A_row_that_makes_no_sense_is_named(string update, string reason)
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        store.Add(Sample.Policy);
        Shell.Run(directory.StorePath, $"UPDATE {update}");

        var refusal = Assert.Throws<PolicyStoreException>(store.Load);
        Assert.Equal(PolicyStoreError.Damaged, refusal.Error);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
