using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

public static partial class PolicyFields
{
    /// <summary>The fields without a short name. Made from the layers' tables by the first who writes one.</summary>
    private static class Others
    {
        private static readonly Dictionary<string, PolicyField> s_byName = Collect();

        public static ImmutableArray<PolicyField> All { get; } =
            [.. Common, .. s_byName.Values.Where(field => !Common.Contains(field)).OrderBy(field => field.Name, StringComparer.Ordinal)];

        public static PolicyField? Find(string name) => s_byName.GetValueOrDefault(name);

        private static Dictionary<string, PolicyField> Collect()
        {
            var uses = new Dictionary<FieldKey, List<LayerField>>();
            foreach (var field in Layers.All.SelectMany(layer => layer.Fields))
            {
                if (!uses.TryGetValue(field.Key, out var list))
                    uses.Add(field.Key, list = []);
                list.Add(field);
            }

            var fields = new Dictionary<string, PolicyField>();
            foreach (var (key, list) in uses)
            {
                // Also those with a short name: who knows WFP may write WFP's.
                var name = Written(key.ToString());
                fields.Add(name, Common.FirstOrDefault(common => common.Key == key) ?? Make(name, key, list));
            }

            return fields;
        }

        private static PolicyField Make(string name, FieldKey key, List<LayerField> uses)
        {
            var kinds = uses.Select(use => use.Kind == FieldKind.IPAddress ? DataType.V4AddressMask : use.Type).Distinct().ToList();
            var type = kinds.Count > 1 ? DataType.Empty : kinds[0];
            (PolicyFieldType Type, ulong Maximum) meaning = type switch
            {
                DataType.V4AddressMask => (PolicyFieldType.Address, 0ul),
                DataType.UInt32 when uses[0].Kind == FieldKind.Flags => (PolicyFieldType.Flags, uint.MaxValue),
                DataType.UInt32 when name.EndsWith("interface.index", StringComparison.Ordinal) => (PolicyFieldType.Interface, uint.MaxValue),
                DataType.UInt8 when name.EndsWith(".protocol", StringComparison.Ordinal) && !name.StartsWith("rpc", StringComparison.Ordinal) => (PolicyFieldType.Protocol, byte.MaxValue),
                DataType.UInt16 when name.EndsWith(".port", StringComparison.Ordinal) => (PolicyFieldType.Port, ushort.MaxValue),
                DataType.UInt8 => (PolicyFieldType.Number, byte.MaxValue),
                DataType.UInt16 => (PolicyFieldType.Number, ushort.MaxValue),
                DataType.UInt32 => (PolicyFieldType.Number, uint.MaxValue),
                DataType.UInt64 => (PolicyFieldType.Number, ulong.MaxValue),
                DataType.ByteArray16 => (PolicyFieldType.Bytes16, 0),
                DataType.ByteArray6 => (PolicyFieldType.HardwareAddress, 0),
                DataType.ByteBlob => (PolicyFieldType.Bytes, 0),
                DataType.Sid => (PolicyFieldType.SecurityIdentifier, 0),
                DataType.UnicodeString => (PolicyFieldType.Text, 0),
                DataType.TokenInformation or DataType.TokenAccessInformation => (PolicyFieldType.Principal, 0),

                // ALE_USER_ID, a token or, at one layer, an identifier; and the reserved fields.
                _ => kinds.Contains(DataType.Sid) ? (PolicyFieldType.Principal, 0) : (PolicyFieldType.Reserved, ulong.MaxValue),
            };
            return new PolicyField(name, key, meaning.Type, $"WFP's {key}", meaning.Maximum);
        }
    }
}
