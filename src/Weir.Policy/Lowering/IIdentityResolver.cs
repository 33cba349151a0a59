namespace Weir.Policy;

/// <summary>Gives the users, groups and control groups of a host their numbers.</summary>
public interface IIdentityResolver
{
    /// <summary>The uid of a user, or <see langword="null"/> when there is none of that name.</summary>
    uint? FindUser(string name);

    /// <summary>The gid of a group, or <see langword="null"/> when there is none of that name.</summary>
    uint? FindGroup(string name);

    /// <summary>
    /// The number of a control group, which is the inode number of its directory, or <see langword="null"/> when there is none. By default
    /// there is none.
    /// </summary>
    /// <param name="path">Its path in the tree of control groups (cgroup2), such as <c>/system.slice/nginx.service</c>.</param>
    ulong? FindControlGroup(string path) => null;
}
