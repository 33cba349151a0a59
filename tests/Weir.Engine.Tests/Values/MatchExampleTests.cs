using System.Net;
using System.Text;

namespace Weir.Engine.Tests;

/// <summary>
/// What matches: examples for every cell that the table accepts, at least one that matches and one that does not, by both evaluators, and
/// by the managed engine where a layer has such a field.
/// </summary>
public sealed class MatchExampleTests : IDisposable
{
    /// <summary>Values of the ordered types, in ascending order.</summary>
    private static readonly FilterValue[][] s_ordered =
    [
        [.. new byte[] { 0, 1, 127, 128, 255 }.Select(FilterValue.UInt8)],
        [.. new ushort[] { 0, 1, 0x7FFF, 0x8000, 0xFFFF }.Select(FilterValue.UInt16)],
        [.. new uint[] { 0, 1, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue }.Select(FilterValue.UInt32)],
        [.. new ulong[] { 0, uint.MaxValue, long.MaxValue, 1UL << 63, ulong.MaxValue }.Select(FilterValue.UInt64)],
        [.. new sbyte[] { -128, -1, 0, 1, 127 }.Select(FilterValue.Int8)],
        [.. new short[] { short.MinValue, -1, 0, 1, short.MaxValue }.Select(FilterValue.Int16)],
        [.. new int[] { int.MinValue, -1, 0, 1, int.MaxValue }.Select(FilterValue.Int32)],
        [.. new long[] { long.MinValue, -1, 0, 1, long.MaxValue }.Select(FilterValue.Int64)],
        [.. new UInt128[] { 0, ulong.MaxValue, UInt128.One << 64, UInt128.One << 127, UInt128.MaxValue }.Select(number => FilterValue.ByteArray16(number))],
        [.. new byte[][] { [], [0], [0, 0], [0, 255], [1], [127, 1, 1], [128], [255, 0] }.Select(bytes => FilterValue.ByteBlob(bytes))],

        // By code units and not by code points: the emoji begins with 0xD83D, and comes before 0xFF21.
        [.. new[] { "", "A", "B", "a", "a\0", "aa", "b", "ä", "\ud83d\ude00", "\uFF21" }.Select(FilterValue.UnicodeString)],
    ];

    /// <summary>Values of the other types, all different.</summary>
    private static readonly FilterValue[][] s_unordered =
    [
        [FilterValue.Float(1), FilterValue.Float(-1), FilterValue.Float(0), FilterValue.Float(float.PositiveInfinity), FilterValue.Float(float.Epsilon)],
        [FilterValue.Double(1), FilterValue.Double(-1), FilterValue.Double(0), FilterValue.Double(double.NegativeInfinity), FilterValue.Double(1.0000000000000002)],
        [FilterValue.ByteArray6([0, 0, 0, 0, 0, 0]), FilterValue.ByteArray6([0, 0, 0, 0, 0, 1]), FilterValue.ByteArray6([255, 255, 255, 255, 255, 255])],
        [FilterValue.Sid(SecurityIdentifier.Nobody), FilterValue.Sid(SecurityIdentifier.Everyone), FilterValue.Sid(SecurityIdentifier.Parse("S-1-0-0-0"))],
        [FilterValue.SecurityDescriptor(Allowing(1)), FilterValue.SecurityDescriptor(Allowing(2))],
        [FilterValue.TokenInformation(new(1)), FilterValue.TokenInformation(new(1, 1)), FilterValue.TokenInformation(new(2))],
        [FilterValue.TokenAccessInformation(new(1)), FilterValue.TokenAccessInformation(new(1, 1)), FilterValue.TokenAccessInformation(new(2))],
        [FilterValue.BitmapIndex(0), FilterValue.BitmapIndex(63)],
        [FilterValue.BitmapArray64(0), FilterValue.BitmapArray64(1), FilterValue.BitmapArray64(ulong.MaxValue)],
    ];

    private readonly ManagedEngine _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly Dictionary<(DataType, FieldKind), (Layer Layer, LayerField Field)> _fields =
        MatchTableTests.EveryKindOfField().ToDictionary(pair => (pair.Field.Type, pair.Field.Kind));

    /// <summary>The cells that have had an example, with its outcome.</summary>
    private readonly HashSet<(FilterMatchType Match, DataType Value, bool IsRange, DataType Field, bool Matches)> _seen = [];

    public MatchExampleTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Every_accepted_cell_has_an_example_that_matches_and_one_that_does_not()
    {
        CheckOrder();
        CheckEquality();
        CheckFlags();
        CheckFloatingPoint();
        CheckTexts();
        CheckNetworks();
        CheckUsers();
        CheckAbsence();

        var missing =
            from fieldType in MatchTable.FieldTypes
            from match in Enum.GetValues<FilterMatchType>()
            from value in MatchTable.Values
            where MatchTable.Expected(match, value, fieldType, FieldKind.IPAddress) is null
            let isRange = value.Type == DataType.Range
            let type = isRange ? value.ElementType : value.Type
            from matches in new[] { true, false }
            where !_seen.Contains((match, type, isRange, fieldType, matches))
            select $"{match} {value.Type} {type} on {fieldType}: {matches}";
        Assert.Empty(missing);
    }

    private void CheckOrder()
    {
        foreach (var values in s_ordered)
        {
            for (var field = 0; field < values.Length; field++)
            {
                for (var value = 0; value < values.Length; value++)
                {
                    Check(FilterMatchType.Equal, values[value], values[field], field == value);
                    Check(FilterMatchType.NotEqual, values[value], values[field], field != value);
                    Check(FilterMatchType.Greater, values[value], values[field], field > value);
                    Check(FilterMatchType.GreaterOrEqual, values[value], values[field], field >= value);
                    Check(FilterMatchType.Less, values[value], values[field], field < value);
                    Check(FilterMatchType.LessOrEqual, values[value], values[field], field <= value);
                    for (var high = value; high < values.Length; high++)
                    {
                        Check(FilterMatchType.Range, FilterValue.Range(values[value], values[high]), values[field], value <= field && field <= high);
                    }
                }
            }
        }
    }

    private void CheckEquality()
    {
        foreach (var values in s_unordered)
        {
            foreach (var field in values)
            {
                foreach (var value in values)
                {
                    Check(FilterMatchType.Equal, value, field, field == value);
                    if (value.Type == DataType.Sid)
                    {
                        Check(FilterMatchType.NotEqual, value, field, field != value);
                    }
                }
            }
        }
    }

    private void CheckFlags()
    {
        Func<ulong, FilterValue>[] makers =
            [flags => FilterValue.UInt8((byte)flags), flags => FilterValue.UInt16((ushort)flags), flags => FilterValue.UInt32((uint)flags), FilterValue.UInt64];
        foreach (var make in makers)
        {
            for (var field = 0UL; field < 8; field++)
            {
                for (var mask = 0UL; mask < 8; mask++)
                {
                    Check(FilterMatchType.FlagsAllSet, make(mask), make(field), (field & mask) == mask);
                    Check(FilterMatchType.FlagsAnySet, make(mask), make(field), (field & mask) != 0);
                    Check(FilterMatchType.FlagsNoneSet, make(mask), make(field), (field & mask) == 0);
                }
            }
        }

        Check(FilterMatchType.FlagsAllSet, FilterValue.UInt64(1UL << 63), FilterValue.UInt64(ulong.MaxValue), true);
        Check(FilterMatchType.FlagsAnySet, FilterValue.UInt64(1UL << 63), FilterValue.UInt64(ulong.MaxValue >> 1), false);
    }

    private void CheckFloatingPoint()
    {
        Check(FilterMatchType.Equal, FilterValue.Float(0), FilterValue.Float(-0f), true);
        Check(FilterMatchType.Equal, FilterValue.Float(-0f), FilterValue.Float(0), true);
        Check(FilterMatchType.Equal, FilterValue.Float(float.NaN), FilterValue.Float(float.NaN), false);
        Check(FilterMatchType.Equal, FilterValue.Float(float.NaN), FilterValue.Float(0), false);
        Check(FilterMatchType.Equal, FilterValue.Float(0), FilterValue.Float(float.NaN), false);
        Check(FilterMatchType.Equal, FilterValue.Double(0), FilterValue.Double(-0d), true);
        Check(FilterMatchType.Equal, FilterValue.Double(-0d), FilterValue.Double(0), true);
        Check(FilterMatchType.Equal, FilterValue.Double(double.NaN), FilterValue.Double(double.NaN), false);
        Check(FilterMatchType.Equal, FilterValue.Double(1), FilterValue.Double(double.NaN), false);
    }

    private void CheckTexts()
    {
        (string Value, string Field, bool Matches)[] caseInsensitive =
        [
            ("curl", "CURL", true), ("Curl", "cuRL", true), ("curl", "curl ", false), ("ÄÖ", "äö", true), ("Σ", "σ", true), ("ς", "σ", true),
            ("ß", "SS", false), ("I", "ı", false), ("i", "I", true), ("\U00010400", "\U00010428", true), ("", "", true), ("", "a", false),
        ];
        foreach (var (value, field, matches) in caseInsensitive)
        {
            Check(FilterMatchType.EqualCaseInsensitive, FilterValue.UnicodeString(value), FilterValue.UnicodeString(field), matches);
        }

        (string Value, string Field, bool Matches)[] ends =
        [
            ("/curl", "/usr/bin/curl", true), ("/usr", "/usr/bin/curl", false), ("", "anything", true), ("", "", true), ("curl", "curl", true),
            ("Curl", "curl", false), ("longer", "er", false), ("é", "e\u0301", false),
        ];
        foreach (var (value, field, matches) in ends)
        {
            Check(FilterMatchType.Prefix, FilterValue.UnicodeString(value), FilterValue.UnicodeString(field), matches);
            Check(FilterMatchType.NotPrefix, FilterValue.UnicodeString(value), FilterValue.UnicodeString(field), !matches);
            Check(FilterMatchType.Prefix, Blob(value), Blob(field), matches);
            Check(FilterMatchType.NotPrefix, Blob(value), Blob(field), !matches);
        }

        // The terminating NUL of a Windows app id is compared like any other.
        Check(FilterMatchType.Prefix, FilterValue.WindowsAppId("\\svchost.exe"), FilterValue.WindowsAppId("\\device\\harddiskvolume1\\svchost.exe"), true);
        Check(FilterMatchType.Prefix, Blob("\\svchost.exe"), FilterValue.WindowsAppId("\\device\\harddiskvolume1\\svchost.exe"), false);

        static FilterValue Blob(string text) => FilterValue.ByteBlob(Encoding.Unicode.GetBytes(text));
    }

    private void CheckNetworks()
    {
        (string Network, string Field, bool Matches)[] networks =
        [
            ("10.1.0.0/16", "10.1.255.255", true), ("10.1.0.0/16", "10.2.0.0", false), ("0.0.0.0/0", "255.255.255.255", true),
            ("10.0.0.1/32", "10.0.0.1", true), ("10.0.0.1/32", "10.0.0.0", false), ("128.0.0.0/1", "127.255.255.255", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::", false), ("::/0", "ffff::", true),
            ("::1/128", "::1", true), ("::1/128", "::", false), ("8000::/1", "7fff::", false),
        ];
        foreach (var (network, field, matches) in networks)
        {
            var value = FilterValue.Network(IPNetwork.Parse(network));
            Check(FilterMatchType.Equal, value, FilterValue.Address(IPAddress.Parse(field)), matches);
            Check(FilterMatchType.NotEqual, value, FilterValue.Address(IPAddress.Parse(field)), !matches);
        }

        // Bits of the address behind the prefix do not count.
        Check(FilterMatchType.Equal, FilterValue.V4AddressMask(0x0A0102FF, 0xFFFFFF00), FilterValue.UInt32(0x0A010203), true);
        Check(FilterMatchType.Equal, FilterValue.V6AddressPrefix(UInt128.MaxValue, 1), FilterValue.ByteArray16(UInt128.One << 127), true);
    }

    private void CheckUsers()
    {
        (SecurityDescriptor Value, AccessToken Field, bool Matches)[] users =
        [
            (Allowing(1000), new(1000, 7), true),
            (Allowing(1000), new(1001, 1000), false),
            (Allowing(1000), new(0), false),
            (new(Principal.User(5), []), new(5), false),
            (new(Principal.Root, Allow(Principal.Group(7))), new(1, 6, 7), true),
            (new(Principal.Root, Allow(Principal.Everyone)), new(1), true),
            (new(Principal.Root, Deny(Principal.User(1)), Allow(Principal.Everyone)), new(1), false),
            (new(Principal.Root, Deny(Principal.User(1)), Allow(Principal.Everyone)), new(2), true),
            (new(Principal.Root, Allow(Principal.Everyone), Deny(Principal.User(1))), new(1), true),
            (new(Principal.Root, Deny(Principal.Group(9)), Allow(Principal.User(1))), new(1, 9), false),
            (new(Principal.Root, AccessControlEntry.Allow(Principal.Everyone, AccessRights.AddLink)), new(1), false),
            (new(Principal.Root, AccessControlEntry.Deny(Principal.Everyone, AccessRights.AddLink), Allow(Principal.User(1))), new(1), true),
        ];
        foreach (var (value, field, matches) in users)
        {
            Check(FilterMatchType.Equal, FilterValue.SecurityDescriptor(value), FilterValue.TokenInformation(field), matches);
            Check(FilterMatchType.Equal, FilterValue.SecurityDescriptor(value), FilterValue.TokenAccessInformation(field), matches);
        }

        static AccessControlEntry Allow(Principal principal) => AccessControlEntry.Allow(principal, SecurityDescriptor.MatchFilter);

        static AccessControlEntry Deny(Principal principal) => AccessControlEntry.Deny(principal, SecurityDescriptor.MatchFilter);
    }

    private void CheckAbsence()
    {
        foreach (var type in MatchTable.FieldTypes)
        {
            Check(FilterMatchType.Equal, FilterValue.Empty, FilterValue.Empty, true, type);
            Check(FilterMatchType.Equal, FilterValue.Empty, MatchTable.Values.First(value => value.Type == type), false, type);
            foreach (var match in Enum.GetValues<FilterMatchType>())
            {
                foreach (var value in MatchTable.Values)
                {
                    if (value.Type != DataType.Empty && MatchTable.Expected(match, value, type, FieldKind.IPAddress) is null)
                    {
                        Check(match, value, FilterValue.Empty, false, type);
                    }
                }
            }
        }
    }

    private void Check(FilterMatchType match, FilterValue value, FilterValue fieldValue, bool matches, DataType? fieldType = null)
    {
        var type = fieldType ?? fieldValue.Type;
        var field = new LayerField(0, Fields.IpRemoteAddress, type, FieldKind.IPAddress);
        var condition = new FilterCondition(field.Key, match, value);
        var text = $"{condition} on {type} {fieldValue}";

        Assert.True(condition.FindProblem(field) is null, text);
        Assert.True(matches == ReferenceEvaluator.Matches(condition, fieldValue), text);
        Assert.True(matches == PlanCondition.Of(field, condition).Matches(fieldValue), text);
        foreach (var kind in Enum.GetValues<FieldKind>())
        {
            if (_fields.TryGetValue((type, kind), out var place) && (condition with { Field = place.Field.Key }).FindProblem(place.Field) is null)
            {
                CheckInEngine(condition with { Field = place.Field.Key }, place.Layer, fieldValue, matches);
            }
        }

        var isRange = value.Type == DataType.Range;
        _seen.Add((match, isRange ? value.ElementType : value.Type, isRange, type, matches));
    }

    private void CheckInEngine(FilterCondition condition, Layer layer, FilterValue fieldValue, bool matches)
    {
        var id = _session.AddFilter(Make.Filter(layer: layer.Id, conditions: [condition]));
        var packet = new FieldValues(layer.Id) { [condition.Field] = fieldValue };

        Assert.Equal(matches ? Verdict.Block : Verdict.Permit, _kernel.Classify(packet).Verdict);
        Assert.Equal(matches ? Verdict.Block : Verdict.Permit, ReferenceEvaluator.Classify(_engine.Policy, layer.Id, packet).Verdict);
        _session.DeleteFilter(id);
    }

    private static SecurityDescriptor Allowing(uint user) =>
        new(Principal.Root, AccessControlEntry.Allow(Principal.User(user), SecurityDescriptor.MatchFilter));
}
