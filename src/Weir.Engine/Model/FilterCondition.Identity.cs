namespace Weir.Engine;

public readonly partial record struct FilterCondition
{
    /// <summary>The executable of the process that owns the socket has this path. A Weir extension, see <see cref="Fields.ApplicationPath"/>.</summary>
    /// <param name="path">Absolute, as the kernel names it: without symbolic links.</param>
    public static FilterCondition Application(string path) => Text(Fields.ApplicationPath, path);

    /// <summary>The process that owns the socket runs as this user. A Weir extension, see <see cref="Fields.UserId"/>.</summary>
    public static FilterCondition User(uint uid) => new(Fields.UserId, FilterMatchType.Equal, FilterValue.UInt32(uid));

    /// <summary>The process that owns the socket has this group as its own. A Weir extension, see <see cref="Fields.GroupId"/>.</summary>
    public static FilterCondition Group(uint gid) => new(Fields.GroupId, FilterMatchType.Equal, FilterValue.UInt32(gid));

    /// <summary>The process that owns the socket is this one. A Weir extension, see <see cref="Fields.ProcessId"/>.</summary>
    public static FilterCondition Process(uint pid) => new(Fields.ProcessId, FilterMatchType.Equal, FilterValue.UInt32(pid));

    /// <summary>The process that owns the socket is in this control group. A Weir extension, see <see cref="Fields.CgroupId"/>.</summary>
    public static FilterCondition Cgroup(ulong id) => new(Fields.CgroupId, FilterMatchType.Equal, FilterValue.UInt64(id));

    /// <summary>
    /// The user that owns the socket is one whom the descriptor allows to match (<see cref="SecurityDescriptor.MatchFilter"/>), with all
    /// groups; see <see cref="SecurityDescriptor.ForMatching"/>.
    /// </summary>
    public static FilterCondition LocalUser(SecurityDescriptor users) =>
        new(Fields.AleUserId, FilterMatchType.Equal, FilterValue.SecurityDescriptor(users));

    /// <summary>The user at the other end, if authenticated, is one whom the descriptor allows to match.</summary>
    public static FilterCondition RemoteUser(SecurityDescriptor users) =>
        new(Fields.AleRemoteUserId, FilterMatchType.Equal, FilterValue.SecurityDescriptor(users));

    /// <summary>The application package of the process is this one; <see cref="SecurityIdentifier.Nobody"/> is a process outside of any.</summary>
    public static FilterCondition Package(SecurityIdentifier package) =>
        new(Fields.AlePackageId, FilterMatchType.Equal, FilterValue.Sid(package));

    /// <summary>The application, as Windows names it. For reading and writing Windows' policies.</summary>
    /// <param name="devicePath">For example <c>\device\harddiskvolume1\windows\system32\svchost.exe</c>.</param>
    public static FilterCondition WindowsApplication(string devicePath) =>
        new(Fields.AleAppId, FilterMatchType.Equal, FilterValue.WindowsAppId(devicePath));
}
