namespace Weir.Benchmarks.Classify;

/// <summary>The rules that meet no packet of another before them.</summary>
internal static class DisjointRules
{
    private const int BucketLength = 16;

    public static List<ClassBenchRule> Of(IEnumerable<ClassBenchRule> rules)
    {
        var chosen = new List<ClassBenchRule>();

        // Rules whose sources differ in their first bits cannot overlap.
        var buckets = new Dictionary<uint, List<ClassBenchRule>>();
        var wide = new List<ClassBenchRule>();
        foreach (var rule in rules)
        {
            if (rule.Source.Length < BucketLength)
            {
                if (OverlapsAny(chosen, rule))
                    continue;
                wide.Add(rule);
            }
            else
            {
                var key = rule.Source.First >> (32 - BucketLength);
                if (!buckets.TryGetValue(key, out var bucket))
                    buckets.Add(key, bucket = []);
                if (OverlapsAny(bucket, rule) || OverlapsAny(wide, rule))
                    continue;
                bucket.Add(rule);
            }

            chosen.Add(rule);
        }

        return chosen;
    }

    private static bool OverlapsAny(List<ClassBenchRule> rules, ClassBenchRule rule)
    {
        foreach (var other in rules)
        {
            if (rule.Overlaps(other))
                return true;
        }

        return false;
    }
}
