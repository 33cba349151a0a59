using System.Text;

namespace Weir.Engine.Tests;

/// <summary>
/// Random conditions and values of fields, of every type and match type that the fields take. Both come from the same few values of each
/// type, the ends and neighbours among them, so that conditions match often and their limits are met.
/// </summary>
internal static class RandomFields
{
    private static readonly FilterMatchType[] s_matches = Enum.GetValues<FilterMatchType>();

    private static readonly Dictionary<DataType, FilterValue[]> s_pools = new()
    {
        [DataType.UInt8] = [.. new byte[] { 0, 1, 6, 17, 127, 128, 255 }.Select(FilterValue.UInt8)],
        [DataType.UInt16] = [.. new ushort[] { 0, 1, 79, 80, 443, 0x7FFF, 0x8000, 0xFFFF }.Select(FilterValue.UInt16)],
        [DataType.UInt32] = [.. new uint[] { 0, 1, 3, 0x0A000001, 0x0A0000FF, 0x7FFFFFFF, 0x80000000, uint.MaxValue }.Select(FilterValue.UInt32)],
        [DataType.UInt64] = [.. new ulong[] { 0, 1, 5, uint.MaxValue, 1UL << 63, ulong.MaxValue }.Select(FilterValue.UInt64)],
        [DataType.Int8] = [.. new sbyte[] { -128, -1, 0, 1, 127 }.Select(FilterValue.Int8)],
        [DataType.Int16] = [.. new short[] { short.MinValue, -1, 0, 1, short.MaxValue }.Select(FilterValue.Int16)],
        [DataType.Int32] = [.. new[] { int.MinValue, -1, 0, 1, int.MaxValue }.Select(FilterValue.Int32)],
        [DataType.Int64] = [.. new[] { long.MinValue, -1, 0, 1, long.MaxValue }.Select(FilterValue.Int64)],
        [DataType.Float] = [.. new[] { 0f, -0f, 1, float.NaN, float.PositiveInfinity }.Select(FilterValue.Float)],
        [DataType.Double] = [.. new[] { 0d, -0d, 1, double.NaN, double.NegativeInfinity }.Select(FilterValue.Double)],
        [DataType.ByteArray16] = [.. new UInt128[] { 0, 1, UInt128.One << 64, (UInt128.One << 127) - 1, UInt128.One << 127, UInt128.MaxValue }.Select(number => FilterValue.ByteArray16(number))],
        [DataType.ByteArray6] = [.. new byte[] { 0, 1, 255 }.Select(last => FilterValue.ByteArray6([2, 0, 0, 0, 0, last]))],
        [DataType.ByteBlob] = [.. new[] { "", "a", "/usr/bin/a", "/usr/bin/b", "bin/a", "\uffff" }.Select(text => FilterValue.ByteBlob(Encoding.Unicode.GetBytes(text)))],
        [DataType.UnicodeString] = [.. new[] { "", "a", "A", "/usr/bin/a", "/USR/BIN/A", "/usr/bin/b", "bin/a", "\ud83d\ude00" }.Select(FilterValue.UnicodeString)],
        [DataType.Sid] = [.. new[] { "S-1-0-0", "S-1-1-0", "S-1-22-1-1000" }.Select(text => FilterValue.Sid(SecurityIdentifier.Parse(text)))],
        [DataType.TokenInformation] = [.. Tokens().Select(FilterValue.TokenInformation)],
        [DataType.TokenAccessInformation] = [.. Tokens().Select(FilterValue.TokenAccessInformation)],
        [DataType.BitmapIndex] = [FilterValue.BitmapIndex(0), FilterValue.BitmapIndex(63)],
        [DataType.BitmapArray64] = [FilterValue.BitmapArray64(0), FilterValue.BitmapArray64(ulong.MaxValue)],
    };

    /// <summary>A condition that the field takes.</summary>
    public static FilterCondition Condition(Random random, LayerField field)
    {
        while (true)
        {
            var match = s_matches[random.Next(s_matches.Length)];
            var condition = new FilterCondition(field.Key, match, Operand(random, field, match));
            if (condition.FindProblem(field) is null)
            {
                return condition;
            }
        }
    }

    /// <summary>A value that the field can have; now and then it is absent.</summary>
    public static FilterValue Value(Random random, LayerField field) => random.Next(12) == 0 ? FilterValue.Empty : Present(random, field.Type);

    private static FilterValue Operand(Random random, LayerField field, FilterMatchType match) => match switch
    {
        FilterMatchType.Range => FilterValue.Range(Present(random, field.Type), Present(random, field.Type)),
        FilterMatchType.Equal or FilterMatchType.NotEqual => random.Next(4) switch
        {
            0 when field.Kind == FieldKind.IPAddress => Network(random, field.Type),
            0 or 1 or 2 when field.Type is DataType.TokenInformation or DataType.TokenAccessInformation => FilterValue.SecurityDescriptor(Descriptor(random)),
            3 when random.Next(3) == 0 => FilterValue.Empty,
            _ => Present(random, field.Type),
        },
        _ => Present(random, field.Type),
    };

    private static FilterValue Present(Random random, DataType type)
    {
        var pool = s_pools[type];
        return pool[random.Next(pool.Length)];
    }

    private static FilterValue Network(Random random, DataType type)
    {
        var address = Present(random, type).Number;
        return type == DataType.UInt32
            ? FilterValue.V4AddressMask((uint)address, random.Next(33) is var bits and not 0 ? uint.MaxValue << (32 - bits) : 0)
            : FilterValue.V6AddressPrefix(address, (byte)random.Next(129));
    }

    private static SecurityDescriptor Descriptor(Random random)
    {
        var lines = new AccessControlEntry[random.Next(1, 4)];
        foreach (ref var line in lines.AsSpan())
        {
            var principal = random.Next(3) switch
            {
                0 => Principal.Everyone,
                1 => Principal.User((uint)random.Next(2)),
                _ => Principal.Group((uint)random.Next(2)),
            };
            var rights = random.Next(8) == 0 ? AccessRights.AddLink : SecurityDescriptor.MatchFilter;
            line = new AccessControlEntry(random.Next(3) != 0, principal, rights);
        }

        return new SecurityDescriptor(Principal.Root, lines);
    }

    private static IEnumerable<AccessToken> Tokens() => [new(0), new(1), new(1, 0), new(2, 1), new(2, 0, 1)];
}
