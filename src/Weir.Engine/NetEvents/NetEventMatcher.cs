using System.Net;

namespace Weir.Engine;

/// <summary>A template of net events, checked and ready to be used on any thread.</summary>
internal sealed class NetEventMatcher
{
    private static readonly NetEventType[] s_types = Enum.GetValues<NetEventType>();

    private static readonly LayerField[] s_fields =
    [
        new(0, Fields.IpProtocol, DataType.UInt8, FieldKind.RawData),
        new(1, Fields.IpLocalAddress, DataType.UInt32, FieldKind.IPAddress),
        new(2, Fields.IpLocalAddress, DataType.ByteArray16, FieldKind.IPAddress),
        new(3, Fields.IpRemoteAddress, DataType.UInt32, FieldKind.IPAddress),
        new(4, Fields.IpRemoteAddress, DataType.ByteArray16, FieldKind.IPAddress),
        new(5, Fields.IpLocalPort, DataType.UInt16, FieldKind.RawData),
        new(6, Fields.IpRemotePort, DataType.UInt16, FieldKind.RawData),
        new(7, Fields.ApplicationPath, DataType.UnicodeString, FieldKind.RawData),
        new(8, Fields.UserId, DataType.UInt32, FieldKind.RawData),
        new(9, Fields.NetEventType, DataType.UInt32, FieldKind.RawData),
    ];

    private readonly NetEventTemplate _template;

    private NetEventMatcher(NetEventTemplate template) => _template = template;

    /// <summary>Fits every event.</summary>
    public static NetEventMatcher All { get; } = new(new NetEventTemplate());

    /// <exception cref="WfpException">
    /// <see cref="FwpError.InvalidInterval"/>, <see cref="FwpError.ConditionNotFound"/>, <see cref="FwpError.DuplicateCondition"/>,
    /// <see cref="FwpError.NeverMatch"/>, or a condition's value or match type does not suit its field.
    /// </exception>
    public static NetEventMatcher Of(NetEventTemplate template)
    {
        if (template.StartTime > template.EndTime)
        {
            throw Errors.InvalidInterval(template.StartTime.Value, template.EndTime!.Value);
        }

        var tested = new HashSet<FieldKey>();
        foreach (var condition in template.Conditions)
        {
            if (FieldOf(condition) is not { } field)
            {
                throw Errors.NetEventCondition(
                    FwpError.ConditionNotFound,
                    condition,
                    $"net events cannot be chosen by this field. Use one of {string.Join(", ", s_fields.Select(known => known.Name).Distinct())}.");
            }

            if (condition.FindProblem(field) is { } problem)
            {
                throw Errors.NetEventCondition(problem.Code, condition, problem.Text);
            }

            if (!tested.Add(condition.Field))
            {
                throw Errors.NetEventCondition(
                    FwpError.DuplicateCondition, condition, "another condition is on the same field. Use a range, or two templates.");
            }

            if (condition.Field == Fields.NetEventType && !s_types.Any(type => Matches(condition, FilterValue.UInt32((uint)type))))
            {
                throw Errors.NeverMatch(
                    "Template of net events", $"the engine has no events of this type. Use one of {string.Join(", ", s_types.Select(type => $"{type} ({(uint)type})"))}.");
            }
        }

        return new NetEventMatcher(template);
    }

    /// <summary>Whether the event fits the template.</summary>
    public bool Fits(NetEvent happened)
    {
        if (happened.Time < _template.StartTime
            || happened.Time > _template.EndTime
            || (_template.ScopeId is { } scope && happened.ScopeId != scope))
        {
            return false;
        }

        foreach (var condition in _template.Conditions)
        {
            if (!Matches(condition, ValueOf(happened, condition.Field)))
            {
                return false;
            }
        }

        return true;
    }

    private static LayerField? FieldOf(FilterCondition condition)
    {
        LayerField? found = null;
        foreach (var field in s_fields)
        {
            if (field.Key == condition.Field && (found is null || field.Type == condition.Value.ElementType))
            {
                found = field;
            }
        }

        return found;
    }

    /// <summary>An address of the other IP version is no match, whatever the match type.</summary>
    private static bool Matches(FilterCondition condition, FilterValue value) =>
        (value.Type == DataType.Empty || condition.Value.Type == DataType.Empty || condition.Value.ElementType == value.Type)
        && ReferenceEvaluator.Matches(condition, value);

    private static FilterValue ValueOf(NetEvent happened, FieldKey field)
    {
        if (field == Fields.IpProtocol)
        {
            return happened.Protocol is { } protocol ? FilterValue.UInt8(protocol) : FilterValue.Empty;
        }

        if (field == Fields.IpLocalAddress || field == Fields.IpRemoteAddress)
        {
            return ValueOf(field == Fields.IpLocalAddress ? happened.LocalAddress : happened.RemoteAddress);
        }

        if (field == Fields.IpLocalPort || field == Fields.IpRemotePort)
        {
            var port = field == Fields.IpLocalPort ? happened.LocalPort : happened.RemotePort;
            return port is { } number ? FilterValue.UInt16(number) : FilterValue.Empty;
        }

        if (field == Fields.ApplicationPath)
        {
            return happened.ApplicationPath is { } path ? FilterValue.UnicodeString(path) : FilterValue.Empty;
        }

        if (field == Fields.UserId)
        {
            return happened.UserId is { } user ? FilterValue.UInt32(user) : FilterValue.Empty;
        }

        return FilterValue.UInt32((uint)happened.Type);
    }

    private static FilterValue ValueOf(IPAddress? address) => address is null ? FilterValue.Empty : FilterValue.Address(address);
}
