using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Puts in what filters name and the file does not have: <c>show filters</c> leaves out sublayers, callouts and provider contexts. And makes
/// persistent what persistent objects name, as built-in objects are without saying so.
/// </summary>
internal sealed class WfpStandIns(ImportBuilder builder)
{
    // Above the firewall's own sublayers, below those of other products: what third parties are told to use.
    private const ushort UnknownWeight = 0x1000;

    public void Complete()
    {
        AddProviders();
        AddSubLayers();
        AddCallouts();
        SettleContexts();
        MakePersistent();
    }

    private void AddProviders()
    {
        var known = builder.Providers.Select(candidate => candidate.Key).ToHashSet();
        var named = builder.Filters.Select(filter => filter.Spec.Provider)
            .Concat(builder.SubLayers.Select(subLayer => subLayer.Spec.Provider))
            .Concat(builder.Callouts.Select(callout => callout.Spec.Provider))
            .Concat(builder.ProviderContexts.Select(context => context.Spec.Provider));
        foreach (var key in named)
        {
            if (key == Guid.Empty || builder.WasLeftOut("provider", key) || !known.Add(key))
                continue;
            var name = BuiltInProviders.NameOf(key) ?? $"provider {key}";
            var source = new ImportSource("provider", name, key, 0);
            builder.Add(new ProviderSpec { Key = key, Name = name }, source);
            builder.CountMadeUp("provider");
            builder.Inform(source, "made up, because objects name it and the file does not have it");
        }
    }

    private void AddSubLayers()
    {
        var known = builder.SubLayers.Select(candidate => candidate.Key)
            .Concat(PolicySnapshot.Initial.SubLayersByWeight.Select(subLayer => subLayer.Key))
            .Append(Guid.Empty)
            .ToHashSet();
        foreach (var filter in builder.Filters)
        {
            var key = filter.Spec.SubLayer;
            if (builder.WasLeftOut("sublayer", key) || !known.Add(key))
                continue;
            var name = $"sublayer {key}";
            var source = new ImportSource("sublayer", name, key, 0);
            builder.Add(new SubLayerSpec { Key = key, Name = name, Weight = UnknownWeight }, source);
            builder.CountMadeUp("sublayer");
            builder.Inform(source, $"made up with the weight 0x{UnknownWeight:x}, because filters name it and the file does not have it: 'netsh wfp show state' tells its real weight, on which verdicts can depend");
        }
    }

    private void AddCallouts()
    {
        var known = builder.Callouts.Select(candidate => candidate.Key).Append(Guid.Empty).ToHashSet();
        foreach (var (filter, _) in builder.Filters)
        {
            if (builder.WasLeftOut("callout", filter.Callout) || !known.Add(filter.Callout))
                continue;
            var name = BuiltInCallouts.NameOf(filter.Callout) ?? $"callout {filter.Callout}";
            var spec = new CalloutSpec { Key = filter.Callout, Name = name, ApplicableLayer = filter.Layer, UsesProviderContext = true };
            var source = new ImportSource("callout", name, filter.Callout, 0);
            builder.Add(spec, source);
            builder.CountMadeUp("callout");
            builder.Inform(source, "made up, because filters name it and the file does not have it");
        }
    }

    /// <summary>
    /// Takes the contexts from filters that nobody reads them of: those without a callout, or whose callout does not use contexts. The
    /// Windows firewall keeps there where a filter came from. What callouts do use is put in.
    /// </summary>
    private void SettleContexts()
    {
        var contexts = builder.ProviderContexts.ToLookup(candidate => candidate.Key, candidate => candidate.Spec);
        var callouts = builder.Callouts.ToLookup(candidate => candidate.Key, candidate => candidate.Spec);
        var madeUp = new HashSet<Guid>();
        for (var i = 0; i < builder.Filters.Count; i++)
        {
            var candidate = builder.Filters[i];
            var (spec, key) = (candidate.Spec, candidate.Spec.ProviderContext);
            if (key == Guid.Empty || builder.WasLeftOut("provider context", key))
                continue;
            var context = contexts[key].FirstOrDefault();
            if (context is { ClassifyOptions: not null })
                continue;
            if (callouts[spec.Callout].FirstOrDefault() is not { UsesProviderContext: true })
            {
                builder.Filters[i] = candidate with { Spec = spec with { ProviderContext = Guid.Empty } };
                builder.Tally("a filter names a provider context that no callout reads, as the Windows firewall does to tell where the filter came from; it came in without");
            }
            else if (context is null && madeUp.Add(key))
            {
                var name = BuiltInProviderContexts.NameOf(key) ?? $"provider context {key}";
                var source = new ImportSource("provider context", name, key, 0);
                builder.Add(new ProviderContextSpec { Key = key, Name = name }, source);
                builder.CountMadeUp("provider context");
                builder.Inform(source, "made up without contents, because filters name it and the file does not have it");
            }
        }
    }

    private void MakePersistent()
    {
        var wanted = new HashSet<Guid>();
        foreach (var (filter, _) in builder.Filters)
        {
            if ((filter.Flags & (FilterFlags.Persistent | FilterFlags.BootTime)) != 0)
                wanted.UnionWith([filter.Provider, filter.SubLayer, filter.Callout, filter.ProviderContext]);
        }

        Promote(builder.ProviderContexts, spec => spec.Persistent, spec => spec with { Persistent = true });
        Promote(builder.SubLayers, spec => spec.Persistent, spec => spec with { Persistent = true });
        Promote(builder.Callouts, spec => spec.Persistent, spec => spec with { Persistent = true });
        wanted.UnionWith(builder.ProviderContexts.Where(candidate => candidate.Spec.Persistent).Select(candidate => candidate.Spec.Provider));
        wanted.UnionWith(builder.SubLayers.Where(candidate => candidate.Spec.Persistent).Select(candidate => candidate.Spec.Provider));
        wanted.UnionWith(builder.Callouts.Where(candidate => candidate.Spec.Persistent).Select(candidate => candidate.Spec.Provider));
        Promote(builder.Providers, spec => spec.Persistent, spec => spec with { Persistent = true });

        void Promote<T>(List<ImportCandidate<T>> candidates, Func<T, bool> isPersistent, Func<T, T> promote)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                var candidate = candidates[i];
                if (!wanted.Contains(candidate.Key) || isPersistent(candidate.Spec))
                    continue;
                candidates[i] = candidate with { Spec = promote(candidate.Spec) };
                builder.Change(candidate.Source, "made persistent, as what names it is");
            }
        }
    }
}
