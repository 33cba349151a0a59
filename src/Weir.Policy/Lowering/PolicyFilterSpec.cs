using Weir.Engine;

namespace Weir.Policy;

/// <summary>An engine filter, and the filter of the policy file that it stands for.</summary>
/// <param name="Spec">What the engine installs.</param>
/// <param name="Source">What was written.</param>
public sealed record PolicyFilterSpec(FilterSpec Spec, PolicyFilter Source);
