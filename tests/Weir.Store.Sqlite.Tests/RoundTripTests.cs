using System.Reflection;
using CsCheck;
using Weir.Engine;

namespace Weir.Store.Sqlite.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void A_new_store_is_empty()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        Assert.True(store.Load().IsEmpty);
        Assert.Equal(directory.StorePath, store.Path);
    }

    [Fact]
    public void What_was_committed_comes_back_whole_at_once_and_after_a_restart()
    {
        using var directory = new TemporaryDirectory();
        using (var store = SqlitePolicyStore.Open(directory.StorePath))
        {
            store.Add(Sample.Policy);
            StoreExtensions.AssertSame(Sample.Policy, store.Load());
        }

        StoreExtensions.AssertSame(Sample.Policy, StoreExtensions.LoadOnce(directory.StorePath));
    }

    /// <summary>A property that somebody adds to a blueprint must be set in the sample, and then the store must keep it.</summary>
    [Fact]
    public void The_sample_has_every_property_of_every_blueprint_and_every_type()
    {
        var filter = Sample.Policy.Filters[0].Spec;
        AssertAllSet(Sample.Policy.Providers[0]);
        AssertAllSet(Sample.Policy.ProviderContexts[0].Spec, nameof(ProviderContextSpec.Payload), nameof(ProviderContextSpec.ClassifyOptions));
        AssertAllSet(Sample.Policy.ProviderContexts[1].Spec.ClassifyOptions!);
        AssertAllSet(Sample.Policy.SubLayers[0].Spec);
        AssertAllSet(Sample.Policy.Callouts[0]);
        AssertAllSet(filter, nameof(FilterSpec.Context), nameof(FilterSpec.Limit));
        AssertAllSet(Sample.Policy);

        Assert.Equal(Enum.GetValues<DataType>(), Sample.Values.Select(value => value.Type).Distinct().Order());
        Assert.Equal(Enum.GetValues<FilterMatchType>(), filter.Conditions.Select(condition => condition.Match).Distinct().Order());

        static void AssertAllSet(object blueprint, params string[] except)
        {
            foreach (var property in blueprint.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && !except.Contains(p.Name)))
            {
                var value = property.GetValue(blueprint);
                var unset = property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null;
                Assert.False(Equals(value, unset) || Equals(value, ""), $"{blueprint.GetType().Name}.{property.Name} is not set in the sample.");
            }
        }
    }

    [Fact]
    public void A_limit_comes_back()
    {
        using var directory = new TemporaryDirectory();
        var limited = new StoredPolicy
        {
            Filters =
            [
                .. new[] { LimitSpec.Bits(LimitSpec.HighestBitRate, ulong.MaxValue), LimitSpec.Packets(1, 2) }.Select((limit, i) => new StoredFilter(
                    new FilterSpec
                    {
                        Key = Guid.NewGuid(),
                        Name = "slow",
                        Layer = LayerId.OutboundTransportV4,
                        Action = FilterAction.Limit,
                        Limit = limit,
                        Flags = FilterFlags.Persistent,
                    },
                    Id: (ulong)i + 1,
                    EffectiveWeight: 0)),
            ],
        };
        using (var store = SqlitePolicyStore.Open(directory.StorePath))
        {
            store.Add(limited);
        }

        StoreExtensions.AssertSame(limited, StoreExtensions.LoadOnce(directory.StorePath));
        using var shell = new Shell(directory.StorePath);
        Assert.Equal(
            ["""limit|{"Unit":"Packets","Rate":1,"Burst":2}"""],
            shell.Query("SELECT filters.action, action_limit FROM filter JOIN filters USING (id) WHERE id = 2"));
    }

    [Fact]
    public void Random_policies_come_back_equal()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        var objects = 0;
        Generate.Policy.Sample(
            policy =>
            {
                store.Add(policy);
                StoreExtensions.AssertSame(policy, store.Load());
                var keys = Sample.KeysOf(policy);
                objects += keys.Length;
                store.Commit(new StoredPolicyChange { Deleted = keys });
                Assert.True((store.Load() with { Security = [] }).IsEmpty);
            },
            iter: 100,
            threads: 1);
        Assert.True(objects >= 3_000, $"Only {objects} objects were tried.");
    }

    [Fact]
    public void Deletions_come_before_additions_so_that_an_object_can_be_replaced_under_its_key_and_id()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        store.Add(Sample.Policy);

        var replaced = Sample.Policy with
        {
            Filters = [.. Sample.Policy.Filters.Select(filter => filter with { Spec = filter.Spec with { Security = null, Name = "replaced" } })],
        };
        store.Commit(new StoredPolicyChange { Deleted = Sample.KeysOf(Sample.Policy), Added = replaced });

        StoreExtensions.AssertSame(replaced, store.Load());
    }

    [Fact]
    public void A_container_has_the_security_descriptor_that_was_set_last_until_it_is_deleted()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        var other = new SecurityDescriptor(Principal.Root);
        store.Add(StoredPolicy.Empty with { Security = [new StoredSecurity(ObjectKind.Filter, Sample.Security), new StoredSecurity(null, other)] });
        store.Add(StoredPolicy.Empty with { Security = [new StoredSecurity(ObjectKind.Filter, other)] });

        Assert.Equal(
            [new StoredSecurity(ObjectKind.Filter, other), new StoredSecurity(null, other)],
            store.Load().Security.OrderBy(security => security.Container is null));

        store.Commit(new StoredPolicyChange { DeletedSecurity = [null, ObjectKind.Layer] });
        Assert.Equal([new StoredSecurity(ObjectKind.Filter, other)], store.Load().Security);
    }
}
