using Weir.Engine;

namespace Weir.Cli.Replaying;

/// <summary>What a replay came to.</summary>
internal sealed class ReplaySummary
{
    private readonly SortedDictionary<(LayerId Layer, ulong Filter), (long Packets, long Bytes)> _byFilter = [];
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    public int Frames { get; private set; }

    public int Permitted { get; private set; }

    public int Blocked { get; private set; }

    public int Cut { get; private set; }

    public int Malformed { get; private set; }

    /// <summary>Packets of which the engine was given only the beginning.</summary>
    public int Shortened { get; private set; }

    /// <summary>The frames that were not classified, by what they are.</summary>
    public IReadOnlyDictionary<string, int> Skipped => _skipped;

    /// <summary>The packets that each filter decided at its layer; filter 0 is the permit that nobody decided.</summary>
    public IEnumerable<KeyValuePair<(LayerId Layer, ulong Filter), (long Packets, long Bytes)>> ByFilter => _byFilter;

    public void CountFrame() => Frames++;

    public void Skip(string what) => _skipped[what] = _skipped.GetValueOrDefault(what) + 1;

    public void Count(ReplayedPacket packet)
    {
        if (packet.Decision.Verdict == Verdict.Block)
        {
            Blocked++;
        }
        else
        {
            Permitted++;
        }

        Cut += packet.Source.IsCut ? 1 : 0;
        Shortened += packet.IsShortened ? 1 : 0;
        Malformed += packet.Packet.IsMalformed ? 1 : 0;
        (LayerId, ulong) key = (packet.Layer, packet.Decision.FilterId);
        (long packets, long bytes) = _byFilter.GetValueOrDefault(key);
        _byFilter[key] = (packets + 1, bytes + packet.Source.Bytes.Length);
    }
}
