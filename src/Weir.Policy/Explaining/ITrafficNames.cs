namespace Weir.Policy;

/// <summary>Finds the numbers of what descriptions of traffic name.</summary>
public interface ITrafficNames : IInterfaceResolver
{
    /// <summary>The uid of a user, or <see langword="null"/> when there is none of that name.</summary>
    uint? FindUser(string name);

    /// <summary>The gid of a group, or <see langword="null"/> when there is none of that name.</summary>
    uint? FindGroup(string name);
}
