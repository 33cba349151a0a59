using System.Buffers.Binary;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Classification;

namespace Weir.Linux.Tests.TrafficControl;

/// <summary>Classification at the layers of frames, in the kernel by its test run, against the reference evaluator: random policies, random frames.</summary>
public class FrameClassifyTests
{
    private static readonly LayerId[] s_layers = [LayerId.InboundMacFrameEthernet, LayerId.OutboundMacFrameEthernet];
    private static readonly ulong[] s_addresses = [0, 1, 0x02_0000_0000_01, 0x02_0000_0000_02, 0x0100_5e00_0001, 0x7fff_ffff_ffff, 0xffff_ffff_ffff];
    private static readonly ushort[] s_types = [0, 38, 0x0800, 0x0806, 0x86dd, 0x88cc, 0xffff];
    private static readonly ushort[] s_vlans = [0, 1, 5, 4095];
    private static readonly uint[] s_numbers = [0, 1, 2, 0x20, 0x21, uint.MaxValue];

    private static readonly (FieldKey Key, IncomingFields Bit)[] s_fields =
    [
        (Fields.MacLocalAddress, IncomingFields.LocalAddress), (Fields.MacRemoteAddress, IncomingFields.RemoteAddress),
        (Fields.InterfaceMacAddress, IncomingFields.EmbeddedRemoteAddress), (Fields.MacLocalAddressType, IncomingFields.LocalAddressType),
        (Fields.MacRemoteAddressType, IncomingFields.DestinationAddressType), (Fields.EtherType, IncomingFields.LocalPort),
        (Fields.VlanId, IncomingFields.RemotePort), (Fields.InterfaceIndex, IncomingFields.InterfaceIndex), (Fields.L2Flags, IncomingFields.Flags),
    ];

    [Fact]
    public void ClassifyInTheKernelMeansWhatTheReferenceEvaluatorSays()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        using ClassifyBatch inbound = new(kernel, s_layers[0]);
        using ClassifyBatch outbound = new(kernel, s_layers[1]);
        Dictionary<LayerId, ClassifyBatch> batches = new() { [s_layers[0]] = inbound, [s_layers[1]] = outbound };
        int matched = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            Install(session, random);
            foreach (LayerId layer in s_layers)
            {
                PacketFields[] frames = [.. Enumerable.Range(0, 400).Select(_ => RandomFrame(random, layer))];
                batches[layer].Set(frames);
                batches[layer].Run();
                for (int i = 0; i < frames.Length; i++)
                {
                    FieldValues values = ValuesOf(layer, frames[i].Values);
                    ClassifyResult expected = ReferenceEvaluator.Classify(engine.Policy, layer, values);
                    Decision decision = batches[layer].Decisions[i];
                    bool isBlocked = decision.Verdict == Weir.Linux.Programs.Verdict.Block;
                    Assert.True(
                        (expected.Verdict == Engine.Verdict.Block, expected.FilterId) == (isBlocked, decision.FilterId),
                        $"seed {seed}, {layer}, frame {i}: expected {expected}, the kernel said {decision.Verdict} by {decision.FilterId}");
                    matched += expected.FilterId == 0 ? 0 : 1;

                    // And what a callout of the managed engine would get is what the kernel has.
                    Assert.Equal(frames[i].Values, values.ToIncomingValues());
                }
            }
        }

        Assert.InRange(matched, 20_000, 95_000);
    }

    private static void Install(Session session, Random random)
    {
        using Transaction transaction = session.BeginTransaction();
        foreach (InstalledFilter filter in session.Policy.Filters.ToList())
        {
            session.DeleteFilter(filter.Id);
        }

        for (int count = random.Next(1, 25); count > 0; count--)
        {
            LayerId layer = s_layers[random.Next(2)];
            session.AddFilter(new FilterSpec
            {
                Name = "random",
                Layer = layer,
                Weight = FilterWeight.Exact((ulong)random.Next(4)),
                Conditions = [.. RandomConditions(random, Layers.Get(layer))],
                Action = random.Next(2) == 0 ? FilterAction.Block : FilterAction.Permit,
            });
        }

        transaction.Commit();
    }

    private static IEnumerable<FilterCondition> RandomConditions(Random random, Layer layer)
    {
        FieldKey[] keys = [.. s_fields.Select(field => field.Key)];
        random.Shuffle(keys);
        foreach (FieldKey key in keys.Take(random.Next(4)))
        {
            DataType type = layer.FindField(key)!.Type;
            FilterValue value = ValueOf(type, RandomNumber(random, type));
            if (random.Next(12) == 0)
            {
                yield return new FilterCondition(key, FilterMatchType.Equal, FilterValue.Empty);
            }
            else if (key == Fields.L2Flags)
            {
                yield return new FilterCondition(key, random.Next(2) == 0 ? FilterMatchType.FlagsAllSet : FilterMatchType.FlagsNoneSet, value);
            }
            else if (type == DataType.ByteArray6)
            {
                yield return new FilterCondition(key, FilterMatchType.Equal, value);
            }
            else
            {
                yield return new FilterCondition(
                    key, random.Next(4) switch { 0 => FilterMatchType.NotEqual, 1 => FilterMatchType.Greater, _ => FilterMatchType.Equal }, value);
            }
        }
    }

    private static PacketFields RandomFrame(Random random, LayerId layer)
    {
        PacketFields fields = default;
        fields.LayerSlot = (byte)LayerTable.Of(layer);
        fields.Metadata.PacketLength = 60;
        fields.Values.LayerId = (ushort)layer;
        bool isWhole = random.Next(4) != 0;
        foreach ((FieldKey key, IncomingFields bit) in s_fields)
        {
            if (isWhole || random.Next(2) == 0)
            {
                fields.Values.Present |= bit;
                Set(ref fields.Values, key, RandomNumber(random, Layers.Get(layer).FindField(key)!.Type));
            }
        }

        return fields;
    }

    private static ulong RandomNumber(Random random, DataType type) => type switch
    {
        DataType.ByteArray6 => s_addresses[random.Next(s_addresses.Length)],
        DataType.UInt8 => (ulong)random.Next(3),
        DataType.UInt16 => random.Next(2) == 0 ? s_types[random.Next(s_types.Length)] : s_vlans[random.Next(s_vlans.Length)],
        _ => s_numbers[random.Next(s_numbers.Length)],
    };

    private static void Set(ref IncomingValues values, FieldKey key, ulong number)
    {
        if (key == Fields.MacLocalAddress)
        {
            values.LocalAddress = new InternetAddress(0, number);
        }
        else if (key == Fields.MacRemoteAddress)
        {
            values.RemoteAddress = new InternetAddress(0, number);
        }
        else if (key == Fields.InterfaceMacAddress)
        {
            values.EmbeddedRemoteAddress = new InternetAddress(0, number);
        }
        else if (key == Fields.MacLocalAddressType)
        {
            values.LocalAddressType = (byte)number;
        }
        else if (key == Fields.MacRemoteAddressType)
        {
            values.DestinationAddressType = (byte)number;
        }
        else if (key == Fields.EtherType)
        {
            values.LocalPort = (ushort)number;
        }
        else if (key == Fields.VlanId)
        {
            values.RemotePort = (ushort)number;
        }
        else if (key == Fields.InterfaceIndex)
        {
            values.InterfaceIndex = (uint)number;
        }
        else
        {
            values.Flags = (uint)number;
        }
    }

    private static FieldValues ValuesOf(LayerId layer, in IncomingValues frame)
    {
        FieldValues values = new(layer);
        ulong[] numbers =
        [
            frame.LocalMacAddress, frame.RemoteMacAddress, frame.InterfaceMacAddress, frame.LocalAddressType, frame.DestinationAddressType,
            frame.EtherType, frame.VlanId, frame.InterfaceIndex, frame.Flags,
        ];
        for (int i = 0; i < s_fields.Length; i++)
        {
            if (frame.Has(s_fields[i].Bit))
            {
                values[s_fields[i].Key] = ValueOf(values.Layer.FindField(s_fields[i].Key)!.Type, numbers[i]);
            }
        }

        return values;
    }

    private static FilterValue ValueOf(DataType type, ulong number)
    {
        if (type != DataType.ByteArray6)
        {
            return type switch
            {
                DataType.UInt8 => FilterValue.UInt8((byte)number),
                DataType.UInt16 => FilterValue.UInt16((ushort)number),
                _ => FilterValue.UInt32((uint)number),
            };
        }

        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return FilterValue.ByteArray6(bytes.AsSpan(2));
    }
}
