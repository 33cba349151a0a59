using Weir.Engine;

namespace Weir.Policy;

/// <summary>A callout object, and the callout of the policy file that it stands for.</summary>
/// <param name="Spec">What the engine installs.</param>
/// <param name="Source">What was written: it says whose code is to be registered under the key of <paramref name="Spec"/>.</param>
public sealed record PolicyCalloutSpec(CalloutSpec Spec, PolicyCallout Source);
