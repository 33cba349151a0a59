using Weir.Engine;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>
/// Packets that look at a layer as told, in every field that packets have there. One filter asks for all of it and must match. For each field
/// another one, with more weight and the opposite action, asks for the rest and for any other value: it must not.
/// </summary>
internal sealed class ExpectedPackets : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly EnforcedHost _host;
    private readonly FieldValues _values;
    private readonly FilterAction _action;
    private readonly List<(LayerField Field, ulong Id)> _others = [];
    private readonly ulong _match;

    public ExpectedPackets(EnforcedHost host, FieldValues values, FilterAction action = FilterAction.Block)
    {
        (_host, _values, _action) = (host, values, action);
        LayerField[] fields = [.. values.Layer.Fields.Where(field => Obstacles.To(field) is null)];
        using Transaction transaction = host.Session.BeginTransaction();
        _match = Add(action, 1, fields.Select(field => Same(field)));
        FilterAction opposite = action == FilterAction.Block ? FilterAction.Permit : FilterAction.Block;
        foreach (LayerField other in fields)
        {
            _others.Add((other, Add(opposite, 9, fields.Select(field => field == other ? Other(field) : Same(field)))));
        }

        transaction.Commit();
    }

    public ulong Packets => _host.Engine.GetCounters(_match).Packets;

    /// <summary>Waits for the packets, and checks that they were these and no others.</summary>
    public void AssertMet(ulong packets, ulong bytes)
    {
        SpinWait.SpinUntil(() => Packets >= packets, s_patience);
        Assert.All(_others, other => Assert.True(_host.Engine.GetCounters(other.Id).Packets == 0, $"{_values.Layer}: {other.Field.Name} has another value than in {_values}"));
        Assert.Equal(new FilterCounters(packets, bytes), _host.Engine.GetCounters(_match));
        ClassifyResult expected = ReferenceEvaluator.Classify(_host.Engine.Policy, _values.Layer.Id, _values);
        Assert.Equal((_action == FilterAction.Block ? Verdict.Block : Verdict.Permit, _match), (expected.Verdict, expected.FilterId));
    }

    /// <summary>Waits until these packets are as many as those, and checks that they are the same bytes.</summary>
    public void AssertSame(ExpectedPackets those)
    {
        FilterCounters counters = those._host.Engine.GetCounters(those._match);
        those.AssertMet(counters.Packets, counters.Bytes);
        AssertMet(counters.Packets, counters.Bytes);
    }

    public void Dispose()
    {
        using Transaction transaction = _host.Session.BeginTransaction();
        _host.Session.DeleteFilter(_match);
        foreach ((_, ulong id) in _others)
        {
            _host.Session.DeleteFilter(id);
        }

        transaction.Commit();
    }

    private ulong Add(FilterAction action, byte weight, IEnumerable<FilterCondition> conditions) => _host.Session.AddFilter(new FilterSpec
    {
        Name = "expected",
        Layer = _values.Layer.Id,
        Action = action,
        Weight = FilterWeight.Range(weight),
        Conditions = [.. conditions],
    });

    private FilterCondition Same(LayerField field) => new(field.Key, FilterMatchType.Equal, _values[field.Key]);

    /// <summary>Any other value; of a field that must be absent, any value.</summary>
    private FilterCondition Other(LayerField field) => _values[field.Key] is { Type: not DataType.Empty } value
        ? new(field.Key, FilterMatchType.NotEqual, value)
        : new(field.Key, FilterMatchType.GreaterOrEqual, field.Type switch
        {
            DataType.UInt8 => FilterValue.UInt8(0),
            DataType.UInt16 => FilterValue.UInt16(0),
            DataType.UInt32 => FilterValue.UInt32(0),
            _ => FilterValue.ByteArray16(0),
        });
}
