using System.Globalization;

namespace Weir.Policy;

/// <summary>
/// The users and groups of this host, from <c>/etc/passwd</c> and <c>/etc/group</c> (passwd(5), group(5)), read when they are first asked
/// for. Users that a directory service adds are not in these files; write their numbers.
/// </summary>
/// <param name="findControlGroup">
/// Finds the number of a control group by its path: on Linux <c>ControlGroup.FindId</c> of <c>Weir.Linux</c>. Without it there are none.
/// </param>
public sealed class HostIdentities(Func<string, ulong?>? findControlGroup = null) : IIdentityResolver
{
    private readonly Lazy<Dictionary<string, uint>> _users = new(() => Read("/etc/passwd"));
    private readonly Lazy<Dictionary<string, uint>> _groups = new(() => Read("/etc/group"));

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public uint? FindUser(string name) => _users.Value.TryGetValue(name, out var uid) ? uid : null;

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public uint? FindGroup(string name) => _groups.Value.TryGetValue(name, out var gid) ? gid : null;

    /// <inheritdoc/>
    public ulong? FindControlGroup(string path) => findControlGroup?.Invoke(path);

    private static Dictionary<string, uint> Read(string path)
    {
        var numbers = new Dictionary<string, uint>();
        foreach (var line in File.ReadLines(path))
        {
            // name:password:number:...
            if (line.Split(':') is [var name, _, var number, ..] && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                numbers.TryAdd(name, id);
        }

        return numbers;
    }
}
