using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Weir.Policy;

/// <summary>Reads the left and the right side of matches.</summary>
internal sealed class NftMatch(IInterfaceResolver interfaces, Func<string, JsonElement?> findSet)
{
    /// <summary>The most elements of a set or map.</summary>
    public const int MostElements = 50_000;

    /// <summary>The packets of a set that a match lets through.</summary>
    /// <exception cref="RefusedException">The match has no counterpart.</exception>
    public List<PacketBox> Restrict(List<PacketBox> packets, JsonElement match)
    {
        if (match.Member("left") is not { } left || match.Member("right") is not { } right)
            throw new RefusedException("a match of it has not two sides");
        var operation = match.Member("op")?.GetStringSafely() ?? "==";
        if (left.Single() is ("concat", _))
        {
            return operation is "==" or "in"
                ? Select(packets, left, Elements(right))
                : throw new RefusedException($"it compares a concatenation by '{ImportText.Shorten(operation)}'");
        }

        if (IsAlwaysTrue(left, right, operation))
            return packets;
        var field = NftField.Read(left);
        return Narrow(packets, field, set => operation switch
        {
            "==" or "in" => set,
            "!=" => set.Complement(),
            "<" => IntervalSet.Of(set.Maximum, 0, set.Maximum).Intersect(Below(set)),
            "<=" => Below(set).Union(set),
            ">" => Above(set),
            ">=" => Above(set).Union(set),
            _ => throw new RefusedException($"it compares by '{ImportText.Shorten(operation)}'"),
        }, Elements(right));
    }

    /// <summary>The packets whose key is among some elements.</summary>
    /// <exception cref="RefusedException">The key has no counterpart, or an element cannot be read.</exception>
    public List<PacketBox> Select(List<PacketBox> packets, JsonElement key, IReadOnlyList<JsonElement> elements)
    {
        if (key.Single() is not ("concat", var parts))
            return Narrow(packets, NftField.Read(key), set => set, elements);
        if (parts.ValueKind != JsonValueKind.Array)
            throw new RefusedException("a concatenation of it is no list");

        var fields = parts.EnumerateArray().Select(NftField.Read).ToList();
        var selected = new List<PacketBox>();
        foreach (var element in elements)
        {
            var values = Unwrap(element).Single() is ("concat", var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
            if (values.Count != fields.Count)
                throw new RefusedException("an element of a concatenation has not as many parts as its key");
            var boxes = packets;
            for (var i = 0; i < fields.Count; i++)
                boxes = Narrow(boxes, fields[i], set => set, [values[i]]);
            selected.AddRange(boxes);
            if (selected.Count > PacketFlattening.MostBoxes)
                throw new RefusedException($"it needs more than {PacketFlattening.MostBoxes} sets of packets");
        }

        return selected;
    }

    /// <summary>The elements of the right side of a match, or of the data of a map.</summary>
    /// <exception cref="RefusedException">The set is not there, or its contents change by themselves.</exception>
    public IReadOnlyList<JsonElement> Elements(JsonElement right)
    {
        if (right.ValueKind == JsonValueKind.Array)
            return Checked([.. right.EnumerateArray()]);
        if (right.ValueKind == JsonValueKind.String && right.GetStringSafely() is ['@', .. var name])
            return Named(name);
        return right.Single() is ("set", var members)
            ? members.ValueKind switch
            {
                JsonValueKind.Array => Checked([.. members.EnumerateArray()]),
                JsonValueKind.String when members.GetStringSafely() is ['@', .. var inner] => Named(inner),
                _ => [members],
            }
            : [right];
    }

    private List<JsonElement> Named(string name)
    {
        if (findSet(name) is not { } set)
            throw new RefusedException($"it names the set {ImportText.Shorten(name)}, which is not there");
        var flags = set.Member("flags")?.GetRawText() ?? "";
        if (flags.Contains("dynamic", StringComparison.Ordinal) || flags.Contains("timeout", StringComparison.Ordinal) || set.Member("timeout") is not null)
            throw new RefusedException($"the set {ImportText.Shorten(name)} changes by itself: it has timeouts, or rules add to it");
        return set.Member("elem") is { ValueKind: JsonValueKind.Array } elements ? Checked([.. elements.EnumerateArray()]) : [];
    }

    private static List<JsonElement> Checked(List<JsonElement> elements) => elements.Count <= MostElements
        ? elements
        : throw new RefusedException($"a set of it has more than {MostElements} elements");

    /// <summary>Every connection has one of the states, so a match on all of them says nothing.</summary>
    private bool IsAlwaysTrue(JsonElement left, JsonElement right, string operation)
    {
        if (left.Single() is not ("ct", var ct) || ct.Member("key")?.GetStringSafely() != "state" || operation is not ("in" or "=="))
            return false;
        var states = Elements(right).Select(element => element.GetStringSafely()).ToHashSet();
        return states.IsSupersetOf(["new", "established", "related", "invalid", "untracked"]);
    }

    private List<PacketBox> Narrow(List<PacketBox> packets, NftField field, Func<IntervalSet, IntervalSet> apply, IReadOnlyList<JsonElement> elements)
    {
        var narrowed = new List<PacketBox>(packets.Count);
        foreach (var packet in packets)
        {
            if (field.Applies(packet) is not { } box)
                continue;
            var maximum = PacketBox.MaximumOf(field.Dimension, box.IsV6);
            if (field.IsVersion)
            {
                var versions = IntervalSet.Of(1, elements.Select(element => Version(Unwrap(element))));
                if (!apply(versions).Intersect(IntervalSet.Of(1, box.IsV6 ? 1u : 0u, box.IsV6 ? 1u : 0u)).IsEmpty)
                    narrowed.Add(box);
                continue;
            }

            var set = IntervalSet.Of(maximum, elements.Select(element => Value(Unwrap(element), field, box.IsV6)));
            if (box.Restrict(field.Dimension, PacketSet.Of(apply(set))) is { } rest)
                narrowed.Add(rest);
        }

        return narrowed;
    }

    private static JsonElement Unwrap(JsonElement element) =>
        element.Single() is ("elem", var inner) && inner.Member("val") is { } value
            ? inner.Member("timeout") is null ? value : throw new RefusedException("an element of a set has a timeout")
            : element;

    private Interval Value(JsonElement element, NftField field, bool isV6)
    {
        switch (element.Single())
        {
            case ("prefix", var prefix) when field.IsAddress && prefix.Member("addr") is { } start && (prefix.Member("len") ?? default).TryGetInt64Safely(out var length):
                var bits = isV6 ? 128 : 32;
                if (length < 0 || length > bits)
                    throw new RefusedException("a prefix of it is longer than an address");
                var low = Number(start, field, isV6);
                var size = length == 0 ? PacketBox.MaximumOf(field.Dimension, isV6) : (UInt128.One << (int)(bits - length)) - 1;
                return new Interval(low & ~size, (low & ~size) | size);
            case ("range", var range) when range.ValueKind == JsonValueKind.Array && range.GetArrayLength() == 2:
                var (first, last) = (Number(range[0], field, isV6), Number(range[1], field, isV6));
                return first <= last ? new Interval(first, last) : throw new RefusedException("a range of it ends before it begins");
            default:
                var number = Number(element, field, isV6);
                return new Interval(number, number);
        }
    }

    private UInt128 Number(JsonElement element, NftField field, bool isV6)
    {
        var maximum = PacketBox.MaximumOf(field.Dimension, isV6);
        UInt128? number = element.ValueKind switch
        {
            JsonValueKind.Number when element.TryGetUInt32(out var value) && !field.IsAddress => value,
            JsonValueKind.String => Named(element.GetStringSafely(), field, isV6),
            _ => null,
        };
        return number <= maximum ? number.Value : throw new RefusedException($"the value {ImportText.Shorten(element.ToString())} is none of {field.Name}");
    }

    private UInt128? Named(string text, NftField field, bool isV6) => field.Dimension switch
    {
        PacketDimension.Source or PacketDimension.Destination => Address(text, isV6),
        PacketDimension.Protocol => PacketNames.Protocol(text),
        PacketDimension.IcmpType => PacketNames.IcmpType(text, isV6),
        PacketDimension.IcmpCode => PacketNames.IcmpCode(text, isV6),
        PacketDimension.InInterface or PacketDimension.OutInterface => Interface(text),
        _ => ushort.TryParse(text, out var number) ? number : null,
    };

    private UInt128? Interface(string name) => name.EndsWith('*')
        ? throw new RefusedException($"it names interfaces by the pattern {ImportText.Shorten(name)}, and those come and go")
        : interfaces.FindIndex(name) ?? throw new RefusedException($"there is no interface {ImportText.Shorten(name)}");

    private static UInt128? Address(string text, bool isV6)
    {
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != (isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork) || text.Contains('%', StringComparison.Ordinal))
            return null;
        return isV6 ? BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes()) : BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
    }

    private static Interval Version(JsonElement element) => element.GetStringSafely() switch
    {
        "ipv4" or "ip" => new Interval(0, 0),
        "ipv6" or "ip6" => new Interval(1, 1),
        _ => throw new RefusedException($"the value {ImportText.Shorten(element.ToString())} is no IP version"),
    };

    private static IntervalSet Below(IntervalSet set) =>
        set.Intervals is [{ Low: var low }, ..] && low > 0 ? IntervalSet.Of(set.Maximum, 0, low - 1) : IntervalSet.Of(set.Maximum, []);

    private static IntervalSet Above(IntervalSet set) =>
        set.Intervals is [.., { High: var high }] && high < set.Maximum ? IntervalSet.Of(set.Maximum, high + 1, set.Maximum) : IntervalSet.Of(set.Maximum, []);
}
