using System.Globalization;
using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Classification;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>
/// Every layer, field and match type: one filter with one condition, in the kernel's classify by its test run, against the reference evaluator.
/// Verdict and counter of each packet must agree, and each cell must have met packets that fit and packets that do not.
/// </summary>
public sealed class LayerMatrixTests
{
    private const int PacketsEach = 48;
    private const int MostTries = 40;

    private static readonly FilterMatchType[] s_matches =
    [
        FilterMatchType.Equal, FilterMatchType.NotEqual, FilterMatchType.Greater, FilterMatchType.Less, FilterMatchType.GreaterOrEqual,
        FilterMatchType.LessOrEqual, FilterMatchType.Range, FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet, FilterMatchType.FlagsNoneSet,
    ];

    // The layers of what was discarded have the fields of the others; two stand for all.
    public static TheoryData<LayerId> Rows() =>
    [
        .. LayerTable.Rows.Where(row => !row.IsAtInterfaces && !row.IsDiscard).Select(row => row.Id),
        LayerId.IpForwardV4Discard,
        LayerId.InboundIcmpErrorV6Discard,
    ];

    [Fact]
    public void ToolsKnowTheLayersThatProgramsClassifyAt() => Assert.Equal(LayerTable.Layers, EnforcedLayers.All);

    [Theory]
    [MemberData(nameof(Rows))]
    public void EachConditionMeansWhatTheReferenceEvaluatorSays(LayerId layer)
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Random random = new((int)layer);
        using ClassifyBatch batch = new(kernel, layer);
        LayerField[] fields = [.. Layers.Get(layer).Fields.Where(field => Obstacles.To(field) is null)];
        PacketFields[] packets = [.. Enumerable.Range(0, PacketsEach).Select(_ => RandomFields.Packet(random, layer, fields))];
        FieldValues[] values = [.. packets.Select(packet => PacketValues.Of(layer, packet.Values))];
        batch.Set(packets);
        int cells = 0;
        foreach (LayerField field in fields)
        {
            cells += Check(new FilterCondition(field.Key, FilterMatchType.Equal, FilterValue.Empty)) ? 1 : 0;
            foreach (FilterMatchType match in s_matches)
            {
                bool isHit = false;
                bool isPossible = true;
                for (int tries = 0; tries < MostTries && !isHit && isPossible; tries++)
                {
                    try
                    {
                        isHit = Check(RandomFields.Condition(random, field, match));
                    }
                    catch (WfpException refusal) when (refusal.Code is FwpError.MatchTypeMismatch or FwpError.TypeMismatch or FwpError.InvalidParameter)
                    {
                        isPossible = false;
                    }
                }

                Assert.True(isHit || !isPossible, string.Create(CultureInfo.InvariantCulture, $"{layer} {field.Name} {match}: no packet fits, or every one"));
                cells += isHit ? 1 : 0;
            }
        }

        // Equal to a value or to none, not equal, four orders, a range; flags or not, which depends on the type.
        Assert.InRange(cells, fields.Length * 8, fields.Length * 11);

        // True when the condition has told packets apart.
        bool Check(FilterCondition condition)
        {
            ulong id = session.AddFilter(new FilterSpec { Name = "cell", Layer = layer, Action = FilterAction.Block, Conditions = [condition] });
            batch.Run();
            ulong count = 0;
            ulong bytes = 0;
            for (int i = 0; i < packets.Length; i++)
            {
                ClassifyResult expected = ReferenceEvaluator.Classify(engine.Policy, layer, values[i]);
                Decision decision = batch.Decisions[i];
                Assert.True(
                    expected.FilterId == decision.FilterId && (expected.Verdict == Engine.Verdict.Block) == (decision.Verdict == Weir.Linux.Programs.Verdict.Block),
                    $"{condition} at {values[i]}: expected {expected}, the kernel {decision.Verdict} by {decision.FilterId}");
                if (expected.FilterId == id)
                {
                    count++;
                    bytes += packets[i].Metadata.PacketLength;
                }
            }

            Assert.Equal(new FilterCounters(count, bytes), engine.GetCounters(id));
            session.DeleteFilter(id);
            return count is > 0 and < PacketsEach;
        }
    }
}
