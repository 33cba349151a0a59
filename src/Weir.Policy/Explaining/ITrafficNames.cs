namespace Weir.Policy;

/// <summary>Finds the numbers of what descriptions of traffic name.</summary>
public interface ITrafficNames : IInterfaceResolver, IIdentityResolver;
