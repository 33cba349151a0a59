using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Assemblies;

/// <summary>A callout object of a policy, and the instance whose code it calls.</summary>
internal sealed record CalloutCode(PolicyCalloutSpec Object, ICallout Instance);
