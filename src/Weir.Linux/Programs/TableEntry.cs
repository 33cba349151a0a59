using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// One row of a layer's table: a filter, or one product of a filter whose conditions have several
/// ranges. Every field is a closed range, so a field without a condition is the whole range and
/// needs no case of its own. 128 bytes, two cache lines; what is compared first stands first.
/// </summary>
internal struct TableEntry
{
    public ulong RemoteAddressLowFirst;
    public ulong RemoteAddressLowLast;
    public ulong LocalAddressLowFirst;
    public ulong LocalAddressLowLast;

    public ushort LocalPortFirst;
    public ushort LocalPortLast;
    public ushort RemotePortFirst;
    public ushort RemotePortLast;
    public byte ProtocolFirst;
    public byte ProtocolLast;
    public byte DirectionFirst;
    public byte DirectionLast;

    /// <summary>Fields with a condition, which an absent value fails.</summary>
    public IncomingFields Required;

    /// <summary>Fields that the packet must not have.</summary>
    public IncomingFields Forbidden;

    public uint InterfaceIndexFirst;
    public uint InterfaceIndexLast;

    /// <summary>Position of the sublayer in the layer's order of evaluation, from 0.</summary>
    public uint SubLayer;

    /// <summary>Bits of <see cref="EntryAction"/>.</summary>
    public uint Action;

    public ulong RemoteAddressHighFirst;
    public ulong RemoteAddressHighLast;
    public ulong LocalAddressHighFirst;
    public ulong LocalAddressHighLast;

    /// <summary>Run-time id of the filter.</summary>
    public ulong FilterId;

    /// <summary>The filter's element in the counter map.</summary>
    public uint CounterIndex;

    public ulong Reserved;
}
