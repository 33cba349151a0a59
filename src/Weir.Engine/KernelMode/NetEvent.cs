using System.Net;

namespace Weir.Engine;

/// <summary>A record of one classification (WFP: <c>FWPM_NET_EVENT</c>, types classify drop and classify allow).</summary>
public sealed record NetEvent
{
    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The layer that classified.</summary>
    public required LayerId Layer { get; init; }

    /// <summary>What was decided.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The filter that decided, or 0 when none matched.</summary>
    public required ulong FilterId { get; init; }

    /// <summary>True when a block overruled a hard permit of a higher sublayer.</summary>
    public bool IsVeto { get; init; }

    /// <summary>Which way the packet went, or null when unknown.</summary>
    public Direction? Direction { get; init; }

    /// <summary>IP protocol number, or null when the packet could not be parsed that far.</summary>
    public byte? Protocol { get; init; }

    /// <summary>Address of this host's end, or null.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Address of the other end, or null.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>Port of this host's end (for ICMP the type), or null.</summary>
    public ushort? LocalPort { get; init; }

    /// <summary>Port of the other end (for ICMP the code), or null.</summary>
    public ushort? RemotePort { get; init; }

    /// <summary>Interface the packet arrived or leaves by, or null.</summary>
    public uint? InterfaceIndex { get; init; }
}
