namespace Weir.Engine.Tests;

public sealed class FilterSpecTests
{
    public static TheoryData<string> RareProperties => [.. s_rare.Keys];

    private static readonly Dictionary<string, Func<FilterSpec, bool, FilterSpec>> s_rare = new()
    {
        [nameof(FilterSpec.Description)] = (spec, isSet) => spec with { Description = isSet ? "text" : "" },
        [nameof(FilterSpec.Provider)] = (spec, isSet) => spec with { Provider = isSet ? new Guid(1, 0, 0, new byte[8]) : Guid.Empty },
        [nameof(FilterSpec.Callout)] = (spec, isSet) => spec with { Callout = isSet ? new Guid(2, 0, 0, new byte[8]) : Guid.Empty },
        [nameof(FilterSpec.Context)] = (spec, isSet) => spec with { Context = isSet ? 3UL : 0 },
        [nameof(FilterSpec.ProviderContext)] = (spec, isSet) => spec with { ProviderContext = isSet ? new Guid(4, 0, 0, new byte[8]) : Guid.Empty },
        [nameof(FilterSpec.ProviderData)] = (spec, isSet) => spec with { ProviderData = isSet ? [5] : [] },
        [nameof(FilterSpec.Security)] = (spec, isSet) => spec with { Security = isSet ? new SecurityDescriptor(Principal.Root) : null },
    };

    [Theory]
    [MemberData(nameof(RareProperties))]
    public void A_property_that_is_set_tells_specs_apart_and_one_that_is_set_back_does_not(string property)
    {
        var set = s_rare[property];
        var plain = Make.Filter();
        var changed = set(plain, true);

        Assert.NotEqual(plain, changed);
        Assert.Equal(changed, set(plain, true));
        Assert.Equal(changed.GetHashCode(), set(plain, true).GetHashCode());
        Assert.NotEqual(typeof(FilterSpec).GetProperty(property)!.GetValue(plain), typeof(FilterSpec).GetProperty(property)!.GetValue(changed));
        Assert.Equal(plain, set(changed, false));
        Assert.Equal(plain.GetHashCode(), set(changed, false).GetHashCode());
    }

    [Fact]
    public void Rare_properties_keep_each_other()
    {
        var all = s_rare.Values.Aggregate(Make.Filter(), (spec, set) => set(spec, true));

        foreach (var (property, set) in s_rare)
        {
            var oneLess = set(all, false);
            Assert.All(
                s_rare.Keys.Where(other => other != property),
                other => Assert.Equal(typeof(FilterSpec).GetProperty(other)!.GetValue(all), typeof(FilterSpec).GetProperty(other)!.GetValue(oneLess)));
            Assert.Equal(all, set(oneLess, true));
        }
    }

    [Fact]
    public void The_weight_is_what_was_asked_for()
    {
        foreach (var weight in (FilterWeight[])[FilterWeight.Auto, FilterWeight.Range(15), FilterWeight.Exact(ulong.MaxValue), FilterWeight.Exact(0)])
        {
            Assert.Equal(weight, Make.Filter(weight: weight).Weight);
        }
    }

    [Fact]
    public void The_default_list_of_conditions_is_the_empty_one()
    {
        ConditionList none = default;

        Assert.Equal(ConditionList.Empty, none);
        Assert.Empty(none);
        Assert.Equal(ConditionList.Create([]).GetHashCode(), none.GetHashCode());
        Assert.Equal(Make.Filter(), Make.Filter(conditions: []));
    }
}
