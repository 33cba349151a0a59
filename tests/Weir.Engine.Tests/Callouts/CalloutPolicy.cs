using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>
/// A policy with scripted callouts at one layer, whose packets are classified by every evaluator there is. There is one callout for each
/// fault action, and one that is not registered.
/// </summary>
internal sealed class CalloutPolicy : IDisposable
{
    public static readonly Guid Unregistered = new("00000000-0000-0000-0000-00000000000d");

    private static readonly Dictionary<Guid, ClassifyAction> s_registered = new()
    {
        [KeyOf(ClassifyAction.Block)] = ClassifyAction.Block,
        [KeyOf(ClassifyAction.Permit)] = ClassifyAction.Permit,
        [KeyOf(ClassifyAction.Continue)] = ClassifyAction.Continue,
    };

    private readonly LayerId _layer;
    private ClassificationPlan? _plan;

    public CalloutPolicy(LayerId layer = LayerId.OutboundTransportV4)
    {
        _layer = layer;
        Engine = new FilterEngine(Kernel);
        Session = Engine.OpenSession();
        using var transaction = Session.BeginTransaction();
        foreach (var (key, faultAction) in s_registered)
        {
            Session.AddCallout(new CalloutSpec { Key = key, Name = $"{faultAction} on fault", ApplicableLayer = layer });
            Engine.RegisterCallout(Scripted.For(faultAction));
        }

        Session.AddCallout(new CalloutSpec { Key = Unregistered, Name = "nobody", ApplicableLayer = layer });
        transaction.Commit();
    }

    public ManagedEngine Kernel { get; } = new();

    public FilterEngine Engine { get; }

    public Session Session { get; }

    public static Guid KeyOf(ClassifyAction faultAction) => faultAction switch
    {
        ClassifyAction.Permit => new("00000000-0000-0000-0000-00000000000a"),
        ClassifyAction.Block => new("00000000-0000-0000-0000-00000000000b"),
        _ => new("00000000-0000-0000-0000-00000000000c"),
    };

    /// <summary>A filter that calls the registered callout with this fault action.</summary>
    public FilterSpec Filter(FilterAction action, Answer answer, ClassifyAction faultAction = ClassifyAction.Block) =>
        Make.Filter(action, _layer) with { Callout = KeyOf(faultAction), Context = (ulong)answer };

    /// <summary>Classifies by every evaluator, and insists that they agree, also on whom they call with which rights.</summary>
    public ClassifyResult Classify(FieldValues values)
    {
        if (_plan?.PolicyVersion != Engine.Policy.Version)
        {
            _plan = ClassificationPlan.Build(Engine.Policy, _layer);
        }

        var referenceCalls = new ScriptedInvoker(s_registered);
        var planCalls = new ScriptedInvoker(s_registered);
        var expected = ReferenceEvaluator.Classify(Engine.Policy, _layer, values, referenceCalls);

        Assert.Equal(expected, _plan.Classify(values, planCalls));
        Assert.Equal(referenceCalls.Calls, planCalls.Calls);
        Assert.Equal(expected, Kernel.Classify(values));
        return expected;
    }

    public ClassifyResult Classify() => Classify(new FieldValues(_layer));

    public void Dispose()
    {
        Session.Dispose();
        Engine.Dispose();
    }
}
