namespace Weir.Policy;

/// <summary>A chain of rules.</summary>
internal sealed class PacketChain(string name, ImportSource source)
{
    public string Name { get; } = name;

    public ImportSource Source { get; } = source;

    public List<PacketRule> Rules { get; } = [];

    /// <summary>Whether packets come into it from the network stack, and on which way.</summary>
    public bool IsBase { get; init; }

    /// <summary>True for packets that this host sends, false for those that it receives.</summary>
    public bool IsOutput { get; init; }

    /// <summary>The IP versions of its packets.</summary>
    public bool[] Versions { get; init; } = [];

    /// <summary>Place among the base chains; lower comes first.</summary>
    public long Priority { get; init; }

    /// <summary>What becomes of packets that no rule decides, in a base chain.</summary>
    public PacketVerdict Policy { get; init; } = PacketVerdict.Accept;
}
