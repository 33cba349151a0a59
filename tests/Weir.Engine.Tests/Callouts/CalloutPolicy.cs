using Weir.Bpf.Language;
using Weir.Engine.Tests.Image;

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
    private PolicyImage? _image;

    public CalloutPolicy(LayerId layer = LayerId.OutboundTransportV4)
    {
        _layer = layer;
        LiveImage = new LivePolicyImage(PolicySnapshot.Initial, layer);
        Engine = new FilterEngine(new ImageKernel(Kernel, LiveImage));
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

    /// <summary>Changes in place with every commit.</summary>
    public LivePolicyImage LiveImage { get; }

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
        var expected = ClassifyByReference(values, out var expectedCalls);

        Assert.Equal(expected, ClassifyByPlan(values, out var calls));
        Assert.Equal(expectedCalls, calls);
        Assert.Equal(expected, ClassifyByImage(values, out calls));
        Assert.Equal(expectedCalls, calls);
        Assert.Equal(expected, ClassifyByLiveImage(values, out calls));
        Assert.Equal(expectedCalls, calls);
        Assert.Equal(expected, Kernel.Classify(values));
        return expected;
    }

    /// <summary>Classifies by the reference evaluator, and tells whom it called with which rights.</summary>
    public ClassifyResult ClassifyByReference(FieldValues values, out List<(ulong FilterId, ClassifyRights Rights)> calls)
    {
        var invoker = new ScriptedInvoker(s_registered);
        calls = invoker.Calls;
        return ReferenceEvaluator.Classify(Engine.Policy, _layer, values, invoker);
    }

    /// <summary>Explains, and tells whom the explanation called with which rights.</summary>
    public LayerExplanation Explain(FieldValues values, out List<(ulong FilterId, ClassifyRights Rights)> calls)
    {
        var invoker = new ScriptedInvoker(s_registered);
        calls = invoker.Calls;
        return LayerExplanation.Of(Engine.Policy, values, invoker);
    }

    /// <summary>Classifies by a plan, and tells whom it called with which rights.</summary>
    public ClassifyResult ClassifyByPlan(FieldValues values, out List<(ulong FilterId, ClassifyRights Rights)> calls)
    {
        if (_plan?.PolicyVersion != Engine.Policy.Version)
        {
            _plan = ClassificationPlan.Build(Engine.Policy, _layer);
        }

        var invoker = new ScriptedInvoker(s_registered);
        calls = invoker.Calls;
        return _plan.Classify(values, invoker);
    }

    /// <summary>Classifies by the image that has changed in place, and tells whom it called with which rights.</summary>
    public ClassifyResult ClassifyByLiveImage(FieldValues values, out List<(ulong FilterId, ClassifyRights Rights)> calls)
    {
        var invoker = new ScriptedInvoker(s_registered);
        calls = invoker.Calls;
        return LiveImage.Classify(values, invoker);
    }

    /// <summary>Classifies by an image that is made for the policy, and tells whom it called with which rights.</summary>
    public ClassifyResult ClassifyByImage(FieldValues values, out List<(ulong FilterId, ClassifyRights Rights)> calls)
    {
        if (_image?.PolicyVersion != Engine.Policy.Version)
        {
            _image = PolicyImage.Build(ClassificationPlan.Build(Engine.Policy, _layer));
        }

        var invoker = new ScriptedInvoker(s_registered);
        calls = invoker.Calls;
        return _image.Classify(values, invoker);
    }

    public ClassifyResult Classify() => Classify(new FieldValues(_layer));

    public void Dispose()
    {
        Session.Dispose();
        Engine.Dispose();
    }
}
