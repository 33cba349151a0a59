namespace Weir.Engine;

/// <summary>Which net events are wanted (WFP: <c>FWPM_NET_EVENT_ENUM_TEMPLATE</c>): those that fit all that is set.</summary>
public sealed record NetEventTemplate
{
    /// <summary>The earliest time, itself included; null for no limit.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The latest time, itself included; null for no limit.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary><see cref="NetEvent.ScopeId"/>, or null for any.</summary>
    public uint? ScopeId { get; init; }

    /// <summary>
    /// Conditions that must all hold, each on another field: <see cref="Fields.IpProtocol"/>, <see cref="Fields.IpLocalAddress"/>,
    /// <see cref="Fields.IpRemoteAddress"/>, <see cref="Fields.IpLocalPort"/>, <see cref="Fields.IpRemotePort"/>,
    /// <see cref="Fields.ApplicationPath"/>, <see cref="Fields.UserId"/> or <see cref="Fields.NetEventType"/> (UINT32, a number of
    /// <see cref="NetEventType"/>). Addresses may be of either IP version, and fit events of that version.
    /// </summary>
    public ConditionList Conditions { get; init; } = ConditionList.Empty;
}
