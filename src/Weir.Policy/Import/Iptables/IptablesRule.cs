using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weir.Policy;

/// <summary>Reads one rule: its options become sets of packets, its target the verdict.</summary>
internal sealed class IptablesRule(ImportSource source, bool isV6, IInterfaceResolver interfaces)
{
    /// <summary>Either port may be one of several, and each such option doubles what the rule is made of.</summary>
    private const int MostAlternatives = 64;

    private List<PacketBox> _packets = [PacketBox.All(isV6)];
    private string? _problem;
    private Queue<string> _words = [];
    private byte? _protocol;
    private bool _isNegated;

    /// <summary>What to tell about many rules at once.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The words of a line; those in double quotes may have blanks. Null when a quote is not closed.</summary>
    public static List<string>? Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var character = line[i];
            if (character == '\\' && quoted && i + 1 < line.Length)
            {
                word.Append(line[++i]);
            }
            else if (character == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (char.IsWhiteSpace(character) && !quoted)
            {
                if (word.Length > 0 || any)
                    words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else
            {
                word.Append(character);
            }
        }

        if (word.Length > 0 || any)
            words.Add(word.ToString());
        return quoted ? null : words;
    }

    public PacketRule Read(IEnumerable<string> words)
    {
        _words = new Queue<string>(words);
        PacketBranch? branch = null;
        while (_words.TryDequeue(out var option))
        {
            if (option == "!")
            {
                _isNegated = true;
                continue;
            }

            try
            {
                if (option is "-j" or "-g" or "--jump" or "--goto")
                    branch = ReadTarget(option is "-g" or "--goto");
                else
                    ReadOption(option);
            }
            catch (RefusedException exception)
            {
                // The words that follow may be of an option that nobody knows, so nothing more can be said of the packets.
                _problem ??= exception.Message;
                branch = FindTarget() ?? branch;
                break;
            }

            _isNegated = false;
        }

        return new PacketRule(source, branch is null ? [] : [branch with { Boxes = _packets }], _problem);
    }

    private PacketBranch? FindTarget()
    {
        while (_words.TryDequeue(out var word))
        {
            if (word == "--comment")
                _words.TryDequeue(out _);
            else if (word is "-j" or "-g" && _words.TryPeek(out _))
            {
                try
                {
                    return ReadTarget(word == "-g");
                }
                catch (RefusedException)
                {
                    return new PacketBranch([], PacketVerdict.Unknown);
                }
            }
        }

        return null;
    }

    private PacketBranch ReadTarget(bool isGoto)
    {
        var target = Next();
        switch (target)
        {
            case "ACCEPT":
                return new PacketBranch([], PacketVerdict.Accept);
            case "DROP":
                return new PacketBranch([], PacketVerdict.Drop);
            case "REJECT":
                Notes.Add("a rule rejects, that is, answers what it drops; a filter blocks without an answer");
                SkipTargetOptions();
                return new PacketBranch([], PacketVerdict.Drop);
            case "RETURN":
                return new PacketBranch([], PacketVerdict.Return);
            case "LOG" or "NFLOG":
                Notes.Add("a rule writes to the log, which no filter does; net events tell of each blocked packet");
                SkipTargetOptions();
                return new PacketBranch([], PacketVerdict.Continue);
            case "MARK" or "CONNMARK" or "AUDIT" or "CHECKSUM" or "CLASSIFY":
                Notes.Add("a rule sets a mark or the like, which no filter does; rules that ask for it are left out");
                SkipTargetOptions();
                return new PacketBranch([], PacketVerdict.Continue);
            case "QUEUE" or "NFQUEUE" or "TPROXY" or "SYNPROXY" or "TEE" or "SNAT" or "DNAT" or "MASQUERADE" or "REDIRECT":
                SkipTargetOptions();
                _problem ??= $"its target {target} has no counterpart";
                return new PacketBranch([], PacketVerdict.Unknown);
            default:
                return new PacketBranch([], isGoto ? PacketVerdict.Goto : PacketVerdict.Jump, target);
        }
    }

    private void SkipTargetOptions() => _words.Clear();

    private void ReadOption(string option)
    {
        switch (option)
        {
            case "-s" or "--source":
                Restrict(PacketDimension.Source, Addresses(Next()));
                break;
            case "-d" or "--destination":
                Restrict(PacketDimension.Destination, Addresses(Next()));
                break;
            case "-p" or "--protocol":
                ReadProtocol(Next());
                break;
            case "-i" or "--in-interface":
                Restrict(PacketDimension.InInterface, Interface(Next()));
                break;
            case "-o" or "--out-interface":
                Restrict(PacketDimension.OutInterface, Interface(Next()));
                break;
            case "-m" or "--match":
                ReadMatch(Next());
                break;
            case "--comment":
                Next();
                break;
            case "--sport" or "--source-port":
                Restrict(PacketDimension.SourcePort, Ports(Next(), ':', ','));
                break;
            case "--dport" or "--destination-port":
                Restrict(PacketDimension.DestinationPort, Ports(Next(), ':', ','));
                break;
            case "--sports" or "--source-ports":
                Restrict(PacketDimension.SourcePort, Ports(Next(), ':', ','));
                break;
            case "--dports" or "--destination-ports":
                Restrict(PacketDimension.DestinationPort, Ports(Next(), ':', ','));
                break;
            case "--ports":
                RestrictEither(Ports(Next(), ':', ','));
                break;
            case "--icmp-type" or "--icmpv6-type":
                ReadIcmp(Next());
                break;
            case "--src-range":
                Restrict(PacketDimension.Source, AddressRange(Next()));
                break;
            case "--dst-range":
                Restrict(PacketDimension.Destination, AddressRange(Next()));
                break;
            case "--ctstate" or "--state":
                ReadState(Next());
                break;
            case "-c":
                Next();
                Next();
                break;
            default:
                throw new RefusedException($"its option {ImportText.Shorten(option)} has no counterpart");
        }
    }

    private static void ReadMatch(string module)
    {
        if (module is not ("tcp" or "udp" or "sctp" or "dccp" or "udplite" or "multiport" or "icmp" or "icmp6" or "icmpv6" or "iprange" or "conntrack" or "state" or "comment"))
            throw new RefusedException($"its match {ImportText.Shorten(module)} has no counterpart");
    }

    private void ReadProtocol(string name)
    {
        if (name is "all" or "0")
            return;
        if (PacketNames.Protocol(name) is not { } protocol)
            throw new RefusedException($"the protocol {ImportText.Shorten(name)} is not known here");
        if (!_isNegated)
            _protocol = protocol;
        Restrict(PacketDimension.Protocol, IntervalSet.Of(byte.MaxValue, protocol, protocol));
    }

    private void ReadIcmp(string text)
    {
        if (_protocol != (isV6 ? 58 : 1))
            throw new RefusedException("it compares an ICMP type without -p");
        var parts = text.Split('/');
        if (text is "any" or "255")
            return;
        if (PacketNames.IcmpType(parts[0], isV6) is not { } type)
        {
            // Some names mean a type and a code.
            if (isV6 || PacketNames.IcmpCode(parts[0], isV6: false) is not { } named || parts.Length > 1)
                throw new RefusedException($"the ICMP type {ImportText.Shorten(text)} is not known here");
            RestrictIcmp(3, named);
            return;
        }

        byte? code = parts.Length == 1 ? null : PacketNames.IcmpCode(parts[1], isV6) ?? throw new RefusedException($"the ICMP code {ImportText.Shorten(text)} is not known here");
        RestrictIcmp(type, code);
    }

    private void RestrictIcmp(byte type, byte? code)
    {
        if (_isNegated && code is not null)
            throw new RefusedException("it excludes an ICMP type together with a code");
        Restrict(PacketDimension.IcmpType, IntervalSet.Of(byte.MaxValue, type, type));
        if (code is { } number)
            Restrict(PacketDimension.IcmpCode, IntervalSet.Of(byte.MaxValue, number, number));
    }

    private void ReadState(string states)
    {
        var all = states.Split(',').ToHashSet().IsSupersetOf(["NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"]);
        if (!all || _isNegated)
            throw new RefusedException($"it asks connection tracking for {ImportText.Shorten(states)}, which the packet layers do not");
    }

    private void Restrict(PacketDimension dimension, IntervalSet set)
    {
        if (_isNegated)
            set = set.Complement();
        _packets = [.. _packets.Select(packet => packet.Restrict(dimension, PacketSet.Of(set))).OfType<PacketBox>()];
    }

    private void RestrictEither(IntervalSet ports)
    {
        if (_isNegated)
        {
            Restrict(PacketDimension.SourcePort, ports);
            Restrict(PacketDimension.DestinationPort, ports);
            return;
        }

        var set = PacketSet.Of(ports);
        if (_packets.Count > MostAlternatives)
            throw new RefusedException("it has too many --ports, each of which doubles what has to be compared");
        _packets =
        [
            .. _packets.Select(packet => packet.Restrict(PacketDimension.SourcePort, set)).OfType<PacketBox>(),
            .. _packets.Select(packet => packet.Restrict(PacketDimension.DestinationPort, set)).OfType<PacketBox>(),
        ];
    }

    private IntervalSet Ports(string text, char range, char comma)
    {
        if (_protocol is not { } protocol || !PacketNames.PortProtocols.Contains(IntervalSet.Of(byte.MaxValue, protocol, protocol)))
            throw new RefusedException("it compares ports without a protocol that has them");
        return IntervalSet.Of(ushort.MaxValue, text.Split(comma).Select(part => PortRange(part, range)));
    }

    private static Interval PortRange(string text, char separator)
    {
        var ends = text.Split(separator);
        var low = ends[0].Length == 0 && ends.Length == 2 ? (ushort)0 : Port(ends[0]);
        var high = ends.Length == 1 ? low : ends[1].Length == 0 ? ushort.MaxValue : Port(ends[1]);
        return ends.Length <= 2 && low <= high ? new Interval(low, high) : throw new RefusedException($"'{ImportText.Shorten(text)}' is no range of ports");
    }

    private static ushort Port(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        ? port
        : throw new RefusedException($"'{ImportText.Shorten(text)}' is no port number");

    private IntervalSet Addresses(string text) =>
        IntervalSet.Of(Maximum, text.Split(',').Select(Network));

    private Interval Network(string text)
    {
        var parts = text.Split('/');
        var address = Address(parts[0]);
        if (parts.Length == 1)
            return new Interval(address, address);
        var bits = isV6 ? 128 : 32;
        int? length = byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= bits ? number : PrefixLength(parts[1]);
        if (parts.Length > 2 || length is not { } fixedBits)
            throw new RefusedException($"'{ImportText.Shorten(text)}' is no network with leading bits");
        var size = fixedBits == 0 ? Maximum : (UInt128.One << (bits - fixedBits)) - 1;
        return new Interval(address & ~size, (address & ~size) | size);
    }

    private int? PrefixLength(string mask)
    {
        if (!IPAddress.TryParse(mask, out var parsed) || (parsed.AddressFamily == AddressFamily.InterNetworkV6) != isV6)
            return null;
        var free = ~Address(mask) & Maximum;
        return (free & (free + 1)) == 0 ? (isV6 ? 128 : 32) - int.CreateChecked(UInt128.PopCount(free)) : null;
    }

    private IntervalSet AddressRange(string text)
    {
        var ends = text.Split('-');
        if (ends.Length > 2)
            throw new RefusedException($"'{ImportText.Shorten(text)}' is no range of addresses");
        var (low, high) = (Address(ends[0]), Address(ends[^1]));
        return low <= high ? IntervalSet.Of(Maximum, low, high) : throw new RefusedException($"'{ImportText.Shorten(text)}' ends before it begins");
    }

    private UInt128 Maximum => PacketBox.MaximumOf(PacketDimension.Source, isV6);

    private UInt128 Address(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || (address.AddressFamily == AddressFamily.InterNetworkV6) != isV6 || text.Contains('%', StringComparison.Ordinal))
            throw new RefusedException($"'{ImportText.Shorten(text)}' is no address of IPv{(isV6 ? 6 : 4)}");
        return isV6 ? BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes()) : BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
    }

    private IntervalSet Interface(string name)
    {
        if (name.EndsWith('+'))
            throw new RefusedException($"it names interfaces by the pattern {ImportText.Shorten(name)}, and those come and go");
        var index = interfaces.FindIndex(name) ?? throw new RefusedException($"there is no interface {ImportText.Shorten(name)}");
        return IntervalSet.Of(uint.MaxValue, index, index);
    }

    private string Next() => _words.TryDequeue(out var word) ? word : throw new RefusedException("it ends in the middle");
}
