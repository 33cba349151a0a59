namespace Weir.Engine;

/// <summary>What a <see cref="LimitSpec"/> counts.</summary>
public enum LimitUnit
{
    /// <summary>What packets take on the wire: the rate is in bits per second, the burst in bytes.</summary>
    Bytes,

    /// <summary>Packets, whatever their length: the rate is in packets per second, the burst in packets.</summary>
    Packets,
}
