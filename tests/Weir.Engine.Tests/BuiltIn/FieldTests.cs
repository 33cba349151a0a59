using System.Runtime.CompilerServices;
using Weir.LayerGenerator;

namespace Weir.Engine.Tests.BuiltIn;

public sealed class FieldTests
{
    [Fact]
    public void Every_condition_has_a_member_with_its_key()
    {
        var members = typeof(Fields).GetProperties().ToDictionary(member => member.Name, member => (FieldKey)member.GetValue(null)!);

        Assert.Equal(LayerFile.Data.Conditions.Count + LayerFile.Data.Aliases.Count + 5, members.Count);
        foreach (var condition in LayerFile.Data.Conditions)
        {
            var key = members[Names.Of(condition.Name)];
            Assert.Equal(condition.Guid, key.Guid);
            Assert.Equal(condition.Name, Fields.NameOf(key));
            Assert.Equal(condition.Name, key.ToString());
            Assert.Equal(key, Fields.Find(condition.Name));
            Assert.Equal(key, new FieldKey(condition.Guid));
        }
    }

    [Fact]
    public void Aliases_are_the_same_key()
    {
        Assert.NotEmpty(LayerFile.Data.Aliases);
        Assert.All(LayerFile.Data.Aliases, alias => Assert.Equal(Fields.Find(alias.Value), Fields.Find(alias.Key)));
        Assert.Equal(Fields.IpLocalPort, Fields.IcmpType);
        Assert.Equal(Fields.IpRemotePort, Fields.IcmpCode);
        Assert.Null(Fields.Find("NOTHING"));
    }

    [Fact]
    public void A_key_is_one_word() => Assert.Equal(Unsafe.SizeOf<nint>(), Unsafe.SizeOf<FieldKey>());

    [Fact]
    public void Keys_are_equal_when_their_GUIDs_are()
    {
        var guid = Guid.NewGuid();
        var unknown = new FieldKey(guid);
        var same = new FieldKey(guid);
        var known = new FieldKey(Fields.IpProtocol.Guid);

        Assert.True(unknown == same);
        Assert.Equal(unknown.GetHashCode(), same.GetHashCode());
        Assert.Equal(guid, unknown.Guid);
        Assert.Equal(guid.ToString(), unknown.ToString());
        Assert.Null(Fields.NameOf(unknown));
        Assert.True(known == Fields.IpProtocol);
        Assert.True(known != unknown);
        Assert.True(unknown != new FieldKey(Guid.NewGuid()));
        Assert.True(Fields.IpProtocol != Fields.Flags);
    }

    [Fact]
    public void The_default_key_is_all_zero()
    {
        Assert.Equal(default, new FieldKey(Guid.Empty));
        Assert.Equal(Guid.Empty, default(FieldKey).Guid);
        Assert.Equal(Guid.Empty.ToString(), default(FieldKey).ToString());
        Assert.NotEqual(default, Fields.IpProtocol);
        Assert.Equal(new FieldKey(Guid.Empty).GetHashCode(), default(FieldKey).GetHashCode());
    }
}
