using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>No callout is registered, and nothing has passed before.</summary>
internal readonly struct NoCallouts : ICalloutInvoker
{
    public bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut) => false;

    public bool? IsWithinLimit(InstalledFilter filter) => null;
}
