using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// A record of one classification (WFP: <c>FWPM_NET_EVENT</c> and its header). What a kernel-mode engine does not know is null, empty or
/// false. Compares by content.
/// </summary>
public sealed record NetEvent
{
    private readonly DeciderList _deciders;

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The layer that classified.</summary>
    public required LayerId Layer { get; init; }

    /// <summary>What was decided.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The filter that decided, or 0 when none matched.</summary>
    public required ulong FilterId { get; init; }

    /// <summary>What the event tells of, by its verdict and layer.</summary>
    public NetEventType Type => Verdict == Verdict.Permit ? NetEventType.ClassifyAllow
        : Layer is (>= LayerId.InboundMacFrameEthernet and <= LayerId.OutboundMacFrameNative)
            or LayerId.InboundMacFrameNativeFast or LayerId.OutboundMacFrameNativeFast ? NetEventType.ClassifyDropMac
        : NetEventType.ClassifyDrop;

    /// <summary>At a layer of what was discarded: why; null at other layers.</summary>
    public DiscardReason? DiscardReason { get; init; }

    /// <summary>At a layer of what was discarded: the filter that had blocked the packet; null when none had, or when it is not known.</summary>
    public ulong? DiscardFilterId { get; init; }

    /// <summary>True when a block overruled a hard permit of a higher sublayer.</summary>
    public bool IsVeto { get; init; }

    /// <summary>
    /// What each sublayer that had a say decided, by which filter, the highest sublayer first (WFP: <c>terminatingFiltersInfo</c>). Linux tells
    /// those of the seven highest sublayers.
    /// </summary>
    public ImmutableArray<SubLayerDecision> TerminatingFilters
    {
        get => _deciders.Deciders;
        init => _deciders = new DeciderList(value);
    }

    /// <summary>Which way the packet went, or null when unknown.</summary>
    public Direction? Direction { get; init; }

    /// <summary>True when the traffic stays on this host.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>Why a flow that was authorised was classified again, as in <see cref="Fields.ReauthorizeReason"/>; null when it was not, or unknown.</summary>
    public uint? ReauthorizeReason { get; init; }

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

    /// <summary>Hardware address of this host's end of a frame, or null at layers of packets.</summary>
    public PhysicalAddress? LocalMacAddress { get; init; }

    /// <summary>Hardware address of the other end of a frame, or null.</summary>
    public PhysicalAddress? RemoteMacAddress { get; init; }

    /// <summary>Type of a frame, behind its VLAN tags, or null.</summary>
    public ushort? EtherType { get; init; }

    /// <summary>Outermost VLAN of a frame, or null when it has none.</summary>
    public ushort? VlanId { get; init; }

    /// <summary>Scope of a link-local IPv6 address, which is an interface index, or null.</summary>
    public uint? ScopeId { get; init; }

    /// <summary>Interface the packet arrived or leaves by, or null.</summary>
    public uint? InterfaceIndex { get; init; }

    /// <summary>Path of the executable that owns the socket, or null.</summary>
    public string? ApplicationPath { get; init; }

    /// <summary>The uid that owns the socket, or null.</summary>
    public uint? UserId { get; init; }

    /// <summary>The process that owns the socket, or null.</summary>
    public uint? ProcessId { get; init; }

    /// <summary>Gives the event content equality in the list, too.</summary>
    private readonly struct DeciderList(ImmutableArray<SubLayerDecision> deciders) : IEquatable<DeciderList>
    {
        private readonly ImmutableArray<SubLayerDecision> _deciders = deciders;

        public ImmutableArray<SubLayerDecision> Deciders => _deciders.IsDefault ? [] : _deciders;

        public bool Equals(DeciderList other) => Deciders.AsSpan().SequenceEqual(other.Deciders.AsSpan());

        public override bool Equals(object? obj) => obj is DeciderList other && Equals(other);

        public override int GetHashCode() => Deciders.Length;
    }
}
