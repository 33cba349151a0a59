using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Cli.Explaining;

/// <summary>Traffic to explain, with the packet's bytes when they are known.</summary>
/// <param name="Traffic">The traffic.</param>
/// <param name="Bytes">The packet from its network header on; empty when it is not known.</param>
/// <param name="Metadata">What else is known of the packet.</param>
internal sealed record SeenTraffic(Traffic Traffic, ReadOnlyMemory<byte> Bytes, IncomingMetadata Metadata)
{
    public SeenTraffic(Traffic traffic)
        : this(traffic, default, default)
    {
    }
}
