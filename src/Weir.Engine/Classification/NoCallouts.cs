using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>No callout is registered.</summary>
internal readonly struct NoCallouts : ICalloutInvoker
{
    public bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut) => false;
}
