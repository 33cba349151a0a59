using Weir.Engine.Tests.Sessions;

namespace Weir.Engine.Tests.ErrorCodes;

/// <summary>An engine to provoke, with a session and a clock.</summary>
internal sealed class ErrorWorld : IDisposable
{
    public ErrorWorld()
    {
        Engine = new FilterEngine(Kernel, new FilterEngineOptions { Clock = Clock, TransactionLimit = TimeSpan.FromMinutes(1) });
        Session = Engine.OpenSession(new SessionOptions { Name = "first" });
    }

    public ManualClock Clock { get; } = new();

    public RecordingKernel Kernel { get; } = new();

    public FilterEngine Engine { get; }

    public Session Session { get; }

    public Session OpenDynamic() => Engine.OpenSession(new SessionOptions { Name = "dynamic", Dynamic = true });

    /// <summary>Adds the filter of tests, changed.</summary>
    public ulong Add(Func<FilterSpec, FilterSpec> change) => Session.AddFilter(change(Make.Filter()));

    /// <summary>Adds the filter of tests with one condition.</summary>
    public ulong Add(FieldKey field, FilterMatchType match, FilterValue value) =>
        Add(filter => filter with { Conditions = [new FilterCondition(field, match, value)] });

    /// <summary>Adds a filter whose callout is given a provider context, with these options or none.</summary>
    public void NameContext(LayerId layer, Guid callout, ClassifyOptions? options)
    {
        var context = Session.AddProviderContext(Make.ProviderContext() with { ClassifyOptions = options });
        Session.AddCallout(Make.Callout(callout, layer) with { UsesProviderContext = true });
        Session.AddFilter(Make.CalloutFilter(callout, layer: layer) with { ProviderContext = Session.GetProviderContext(context).Key });
    }

    public void Dispose() => Engine.Dispose();
}
