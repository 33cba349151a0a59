using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// What an importer writes into: it counts the objects of the file, hands over what they become, and names those that cannot come in. In the
/// end <see cref="Build"/> installs everything in an engine of its own, so that what comes in is what an engine takes, references, lifetimes
/// and conditions included. What that engine refuses is left out, with its reason, and so is what names it.
/// </summary>
/// <param name="format">Name of the format.</param>
public sealed partial class ImportBuilder(string format)
{
    private readonly Dictionary<(string Kind, Guid Key), string> _leftOut = [];
    private readonly HashSet<ImportSource> _refused = [];

    internal List<ImportCandidate<ProviderSpec>> Providers { get; } = [];

    internal List<ImportCandidate<ProviderContextSpec>> ProviderContexts { get; } = [];

    internal List<ImportCandidate<SubLayerSpec>> SubLayers { get; } = [];

    internal List<ImportCandidate<CalloutSpec>> Callouts { get; } = [];

    internal List<ImportCandidate<FilterSpec>> Filters { get; } = [];

    /// <summary>How the weights of the file compare with the engine's; null for a format without them.</summary>
    public WeightComparison? Weights { get; set; }

    /// <summary>Hands over a provider.</summary>
    public void Add(ProviderSpec provider, ImportSource source) => Providers.Add(new(provider, source));

    /// <summary>Hands over a provider context.</summary>
    public void Add(ProviderContextSpec context, ImportSource source) => ProviderContexts.Add(new(context, source));

    /// <summary>Hands over a sublayer.</summary>
    public void Add(SubLayerSpec subLayer, ImportSource source) => SubLayers.Add(new(subLayer, source));

    /// <summary>Hands over a callout object.</summary>
    public void Add(CalloutSpec callout, ImportSource source) => Callouts.Add(new(callout, source));

    /// <summary>Hands over a filter; of equal weights, the one that was handed over first is evaluated first.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="source">The object that it stands for; several filters may stand for one.</param>
    public void Add(FilterSpec filter, ImportSource source) => Filters.Add(new(filter, source));

    /// <summary>Names an object that cannot come in.</summary>
    /// <param name="source">The object.</param>
    /// <param name="reason">Why, as one sentence without a full stop.</param>
    public void LeaveOut(ImportSource source, string reason)
    {
        ArgumentNullException.ThrowIfNull(source);
        CountLeftOut(source.Kind);
        Note(ImportNoteKind.LeftOut, source, reason);
        if (source.Key != Guid.Empty)
            _leftOut[(source.Kind, source.Key)] = $"{source.Kind} '{source.Name}'";
    }

    /// <summary>True when an object of that kind was left out.</summary>
    public bool WasLeftOut(string kind, Guid key) => _leftOut.ContainsKey((kind, key));

    /// <summary>Tries everything out, and makes the result.</summary>
    public ImportResult Build()
    {
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession(new SessionOptions { Name = "import" });
        using var transaction = session.BeginTransaction();
        var providers = Try(Providers, spec => session.AddProvider(spec), _ => []);
        var contexts = Try(ProviderContexts, spec => session.AddProviderContext(spec), spec => [("provider", spec.Provider)]);
        var lightestFirst = SubLayers.OrderBy(candidate => candidate.Spec.Weight).ToList();
        var subLayers = Try(lightestFirst, spec => session.AddSubLayer(spec), spec => [("provider", spec.Provider)]);
        var callouts = Try(Callouts, spec => session.AddCallout(spec), spec => [("provider", spec.Provider)]);
        var filters = Try(
            Filters,
            spec => session.AddFilter(spec),
            spec => [("provider", spec.Provider), ("sublayer", spec.SubLayer), ("callout", spec.Callout), ("provider context", spec.ProviderContext)]);
        return new ImportResult
        {
            Providers = providers,
            ProviderContexts = contexts,
            SubLayers = subLayers,
            Callouts = callouts,
            Filters = filters,
            Report = ToReport(),
        };
    }

    private ImmutableArray<T> Try<T>(List<ImportCandidate<T>> candidates, Action<T> add, Func<T, (string Kind, Guid Key)[]> referencesOf)
    {
        var taken = new List<ImportCandidate<T>>(candidates.Count);
        foreach (var candidate in candidates)
        {
            if (FindProblem(candidate, add, referencesOf) is not { } problem)
                taken.Add(candidate);
            else if (_refused.Add(candidate.Source))
                problem.Report();
        }

        // Several objects can stand for one of the file: it comes in whole or not at all.
        return [.. taken.Where(candidate => !_refused.Contains(candidate.Source)).Select(candidate => candidate.Spec)];
    }

    private Problem? FindProblem<T>(ImportCandidate<T> candidate, Action<T> add, Func<T, (string Kind, Guid Key)[]> referencesOf)
    {
        var source = candidate.Source;
        if (FindMissing(referencesOf(candidate.Spec)) is { } missing)
            return new Problem(() => LeaveOut(source, $"it names {missing}, which was left out"));

        try
        {
            add(candidate.Spec);
            return null;
        }
        catch (WfpException exception) when (exception.Code == FwpError.AlreadyExists)
        {
            // The first with a key is the one that others mean.
            return new Problem(() => LeaveOut(source with { Key = Guid.Empty }, $"an object before it has the same key, {source.Key}"));
        }
        catch (WfpException exception)
        {
            return new Problem(() => LeaveOut(source, WithoutSubject(exception.Message, source.Name)));
        }
    }

    private string? FindMissing((string Kind, Guid Key)[] references)
    {
        foreach (var reference in references)
        {
            if (reference.Key != Guid.Empty && _leftOut.TryGetValue(reference, out var missing))
                return missing;
        }

        return null;
    }

    // The note begins with kind and name already.
    private static string WithoutSubject(string message, string name)
    {
        var end = message.IndexOf($"'{name}': ", StringComparison.Ordinal);
        return end is < 0 or > 20 ? message : message[(end + name.Length + 4)..];
    }

    private sealed record Problem(Action Report);
}
