namespace Weir.Engine;

/// <summary>
/// What a provider context holds, with the numbers of WFP's <c>FWPM_PROVIDER_CONTEXT_TYPE</c>. The types of IPsec and IKE are not among
/// them: Weir has neither.
/// </summary>
public enum ProviderContextType
{
    /// <summary>How the engine treats the flows that a filter permits, <see cref="ProviderContextSpec.ClassifyOptions"/>.</summary>
    ClassifyOptions = 7,

    /// <summary>Anything: <see cref="ProviderContextSpec.Data"/> or <see cref="ProviderContextSpec.Payload"/>, which may both be missing.</summary>
    General = 8,
}
