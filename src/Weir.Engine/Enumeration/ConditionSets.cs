namespace Weir.Engine;

/// <summary>
/// Relations of the sets of values that conditions on one field accept. Exact, for every match type: each question is whether there is a
/// value that passes some tests and fails others.
/// </summary>
internal static class ConditionSets
{
    /// <summary>True for the types of fields that a security descriptor is compared with.</summary>
    public static bool IsToken(DataType type) => type is DataType.TokenInformation or DataType.TokenAccessInformation;

    /// <summary>True when some value, or absence, meets the condition.</summary>
    public static bool CanMatch(PlanCondition condition)
    {
        if (condition.MatchesAbsent || condition.Field.Type.IsNumber() || IsToken(condition.Field.Type))
        {
            return condition.CanMatch;
        }

        foreach (var test in condition.ValueTests)
        {
            if (ValueSearch.Exists(condition.Field.Type, passed: [test], failed: []))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when every value meets the condition, and absence too.</summary>
    public static bool IsEverything(PlanCondition condition)
    {
        if (!condition.MatchesAbsent)
        {
            return false;
        }

        var type = condition.Field.Type;
        if (type.IsNumber())
        {
            return ContainsNumbers(condition, new ValueRange(0, type.MaxNumber()), wanted: []);
        }

        return IsToken(type)
            ? condition.ValueTests.Any(test => test.Value.Type == DataType.SecurityDescriptor && AllowsEveryone(test.Value.ToSecurityDescriptor()))
            : !ValueSearch.Exists(type, passed: [], failed: condition.ValueTests.AsSpan());
    }

    /// <summary>True when the filter's condition accepts whatever the template's one does.</summary>
    public static bool Contains(PlanCondition filter, PlanCondition template)
    {
        var type = filter.Field.Type;
        if (template.MatchesAbsent)
        {
            return filter.MatchesAbsent;
        }

        if (IsToken(type))
        {
            return AllowsIdentifier(filter, template);
        }

        if (!type.IsNumber())
        {
            return !ValueSearch.Exists(type, passed: template.ValueTests.AsSpan(), failed: filter.ValueTests.AsSpan());
        }

        foreach (var range in template.Ranges)
        {
            if (!ContainsNumbers(filter, range, wanted: []))
            {
                return false;
            }
        }

        return template.FlagsTests.IsEmpty || ContainsNumbers(filter, new ValueRange(0, type.MaxNumber()), template.FlagsTests.AsSpan());
    }

    /// <summary>True when there is a value that both conditions accept.</summary>
    public static bool Overlaps(PlanCondition filter, PlanCondition template)
    {
        var type = filter.Field.Type;
        if (template.MatchesAbsent)
        {
            return filter.MatchesAbsent;
        }

        if (IsToken(type))
        {
            return AllowsIdentifier(filter, template);
        }

        if (!type.IsNumber())
        {
            return filter.ValueTests.Any(test => ValueSearch.Exists(type, passed: [test, .. template.ValueTests], failed: []));
        }

        var all = new ValueRange(0, type.MaxNumber());
        foreach (var range in template.FlagsTests.IsEmpty ? template.Ranges : [all])
        {
            foreach (var accepted in filter.Ranges)
            {
                var common = new ValueRange(UInt128.Max(range.Low, accepted.Low), UInt128.Min(range.High, accepted.High));
                if (common.Low <= common.High && BitSearch.Exists(common, template.FlagsTests.AsSpan(), failed: []))
                {
                    return true;
                }
            }

            foreach (var test in filter.FlagsTests)
            {
                if (BitSearch.Exists(range, [test, .. template.FlagsTests], failed: []))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True when the condition accepts all numbers of a range that pass the tests.</summary>
    private static bool ContainsNumbers(PlanCondition condition, ValueRange range, ReadOnlySpan<FlagsTest> wanted)
    {
        // What the ranges leave of this one, a gap after the other, must pass the flag tests.
        var start = range.Low;
        foreach (var accepted in condition.Ranges)
        {
            if (accepted.High < start)
            {
                continue;
            }

            if (accepted.Low > range.High)
            {
                break;
            }

            if (accepted.Low > start && BitSearch.Exists(new ValueRange(start, accepted.Low - 1), wanted, condition.FlagsTests.AsSpan()))
            {
                return false;
            }

            if (accepted.High >= range.High)
            {
                return true;
            }

            start = accepted.High + 1;
        }

        return !BitSearch.Exists(new ValueRange(start, range.High), wanted, condition.FlagsTests.AsSpan());
    }

    private static bool AllowsIdentifier(PlanCondition filter, PlanCondition template)
    {
        var principal = template.ValueTests[0].Value.ToSecurityIdentifier().ToPrincipal();
        return filter.ValueTests.Any(test =>
            test.Value.Type == DataType.SecurityDescriptor && Allows(test.Value.ToSecurityDescriptor(), line => line == Principal.Everyone || line == principal));
    }

    /// <summary>A token with one identifier meets the lines that name it or everyone; the first of them decides.</summary>
    private static bool Allows(SecurityDescriptor descriptor, Func<Principal, bool> isMet) => descriptor.Entries
        .FirstOrDefault(line => (line.Rights & SecurityDescriptor.MatchFilter) != 0 && isMet(line.Principal)) is { Rights: not 0, Allows: true };

    /// <summary>No line denies anybody before one allows everyone.</summary>
    private static bool AllowsEveryone(SecurityDescriptor descriptor) => descriptor.Entries
        .FirstOrDefault(line => (line.Rights & SecurityDescriptor.MatchFilter) != 0 && (!line.Allows || line.Principal == Principal.Everyone))
        is { Rights: not 0, Allows: true };
}
