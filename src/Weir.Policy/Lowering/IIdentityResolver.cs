namespace Weir.Policy;

/// <summary>Gives the users and groups of a host their numbers.</summary>
public interface IIdentityResolver
{
    /// <summary>The uid of a user, or <see langword="null"/> when there is none of that name.</summary>
    uint? FindUser(string name);

    /// <summary>The gid of a group, or <see langword="null"/> when there is none of that name.</summary>
    uint? FindGroup(string name);
}
