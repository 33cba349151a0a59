using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>Plays the script for evaluators that have no engine, and remembers who was called with which rights.</summary>
/// <param name="faultActions">The registered callouts by key.</param>
internal sealed class ScriptedInvoker(IReadOnlyDictionary<Guid, ClassifyAction> faultActions) : ICalloutInvoker
{
    public List<(ulong FilterId, ClassifyRights Rights)> Calls { get; } = [];

    public bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut)
    {
        Assert.Equal(ClassifyAction.None, classifyOut.Action);
        Assert.Equal(ClassifyOutFlags.None, classifyOut.Flags);
        if (!faultActions.TryGetValue(filter.Spec.Callout, out var faultAction))
        {
            return false;
        }

        Calls.Add((filter.Id, classifyOut.Rights));
        if (filter.CalloutContext == (ulong)Answer.Fault)
        {
            classifyOut.Action = faultAction;
            if (faultAction == ClassifyAction.Block)
            {
                classifyOut.Rights = ClassifyRights.None;
            }
        }
        else
        {
            Scripted.Play((Answer)filter.CalloutContext, ref classifyOut);
        }

        return true;
    }
}
