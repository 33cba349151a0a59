using System.Text;

namespace Weir.Engine.Tests.Image;

/// <summary>Filters that differ only in a field beside addresses, ports and protocol are found by hash, whatever their number.</summary>
public sealed class WordTableTests
{
    private const int FilterCount = 1000;

    public static TheoryData<LayerId, string> LayersAndFields => new()
    {
        { LayerId.OutboundTransportV4, nameof(Fields.InterfaceIndex) },
        { LayerId.OutboundTransportV6, nameof(Fields.InterfaceIndex) },
        { LayerId.AleAuthConnectV4, nameof(Fields.AleAppId) },
        { LayerId.AleAuthConnectV6, nameof(Fields.AleAppId) },
        { LayerId.AleAuthConnectV4, nameof(Fields.UserId) },
        { LayerId.InboundMacFrameEthernet, nameof(Fields.MacRemoteAddress) },
        { LayerId.InboundMacFrameEthernet, nameof(Fields.EtherType) },
    };

    [Theory]
    [MemberData(nameof(LayersAndFields))]
    public void Filters_that_differ_in_one_field_cost_as_one_table(LayerId layer, string fieldName)
    {
        var field = Layers.Get(layer).FindField((FieldKey)typeof(Fields).GetProperty(fieldName)!.GetValue(null)!)!;
        using var policy = new CalloutPolicy(layer);
        Add(policy, layer, field, 0, FilterCount / 2);
        Add(policy, layer, field, FilterCount / 2, FilterCount);
        var built = PolicyImage.Build(ClassificationPlan.Build(policy.Engine.Policy, layer));

        foreach (var number in (int[])[0, 1, FilterCount / 2, FilterCount - 1, FilterCount])
        {
            var packet = new FieldValues(layer) { [field.Key] = ValueOf(field, number) };

            Assert.Equal(number < FilterCount, policy.Classify(packet).FilterId != 0);
            foreach (var image in new[] { built, policy.LiveImage.Current })
            {
                Assert.InRange(CountingLoop.TurnsFor(image, packet), 1, 40);
            }
        }

        Assert.Equal(0UL, policy.Classify(new FieldValues(layer)).FilterId);
    }

    [Fact]
    public void Filters_that_differ_in_two_fields_and_list_values_are_found_by_both()
    {
        var layer = LayerId.AleAuthConnectV4;
        var app = Layers.Get(layer).FindField(Fields.AleAppId)!;
        using var policy = new CalloutPolicy(layer);
        using (var transaction = policy.Session.BeginTransaction())
        {
            for (var i = 0; i < FilterCount; i++)
            {
                policy.Session.AddFilter(Make.Filter(layer: layer, conditions:
                [
                    new FilterCondition(Fields.AleAppId, FilterMatchType.Equal, ValueOf(app, i % 32)),
                    FilterCondition.User((uint)i / 32),
                    FilterCondition.User((uint)(1000 + i)),
                    FilterCondition.RemotePort(443),
                ]));
            }

            transaction.Commit();
        }

        var built = PolicyImage.Build(ClassificationPlan.Build(policy.Engine.Policy, layer));
        foreach (var (application, user, isMet) in ((int, uint, bool)[])[(5, 3, true), (5, 1000 + 37, true), (6, 1000 + 37, false), (40, 3, false)])
        {
            var packet = new FieldValues(layer)
            {
                [app.Key] = ValueOf(app, application),
                [Fields.UserId] = FilterValue.UInt32(user),
                [Fields.IpRemotePort] = FilterValue.UInt16(443),
            };

            Assert.Equal(isMet, policy.Classify(packet).FilterId != 0);
            Assert.InRange(CountingLoop.TurnsFor(built, packet), 1, 40);
        }
    }

    [Fact]
    public void They_come_and_go()
    {
        var layer = LayerId.AleAuthConnectV4;
        var field = Layers.Get(layer).FindField(Fields.AleAppId)!;
        using var policy = new CalloutPolicy(layer);
        var ids = Add(policy, layer, field, 0, 200);
        for (var i = 0; i < ids.Count; i += 2)
        {
            policy.Session.DeleteFilter(ids[i]);
        }

        for (var i = 0; i < ids.Count; i++)
        {
            Assert.Equal(i % 2 == 0 ? 0 : ids[i], policy.Classify(new FieldValues(layer) { [field.Key] = ValueOf(field, i) }).FilterId);
        }
    }

    private static List<ulong> Add(CalloutPolicy policy, LayerId layer, LayerField field, int first, int end)
    {
        List<ulong> ids = [];
        using var transaction = policy.Session.BeginTransaction();
        for (var i = first; i < end; i++)
        {
            ids.Add(policy.Session.AddFilter(Make.Filter(
                layer: layer, conditions: [new FilterCondition(field.Key, FilterMatchType.Equal, ValueOf(field, i))])));
        }

        transaction.Commit();
        return ids;
    }

    private static FilterValue ValueOf(LayerField field, int number) => field.Type switch
    {
        DataType.ByteBlob => FilterValue.ByteBlob(Encoding.UTF8.GetBytes($"/usr/bin/program-{number}")),
        DataType.ByteArray6 => FilterValue.ByteArray6([2, 0, 0, 0, (byte)(number >> 8), (byte)number]),
        DataType.UInt16 => FilterValue.UInt16((ushort)number),
        _ => FilterValue.UInt32((uint)number),
    };
}
