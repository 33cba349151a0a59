namespace Weir.Bpf.Language;

/// <summary>
/// The filter that calls a callout, as the callout sees it (WFP: <c>FWPS_FILTER</c>). 32 bytes, the same in the kernel and on the CLR.
/// </summary>
public struct CalloutFilter
{
    /// <summary>The filter's run-time id.</summary>
    public ulong FilterId;

    /// <summary>
    /// The filter's context: the number that the policy gave it (<c>rawContext</c>) or, see <see cref="HasProviderContext"/>, the run-time
    /// id of its provider context, for example the key under which the user half has put the content into a map; or what the callout's
    /// <c>Notify</c> put in its place when the filter was added.
    /// </summary>
    public ulong Context;

    /// <summary>The filter's effective weight in its sublayer.</summary>
    public ulong Weight;

    /// <summary>Effective weight of the sublayer.</summary>
    public ushort SubLayerWeight;

    /// <summary>Always 0.</summary>
    public ushort Reserved;

    /// <summary>The filter's flags, with WFP's numbers; see <see cref="ClearsActionRight"/>.</summary>
    public uint Flags;

    /// <summary>
    /// Whether the filter has <c>FWPM_FILTER_FLAG_HAS_PROVIDER_CONTEXT</c>: the policy gave it a provider context instead of a number.
    /// </summary>
    public readonly bool HasProviderContext => (Flags & 4) != 0;

    /// <summary>
    /// Whether the filter has <c>FWPM_FILTER_FLAG_CLEAR_ACTION_RIGHT</c>: the policy asks the callout to make its permits final.
    /// </summary>
    public readonly bool ClearsActionRight => (Flags & 8) != 0;
}
