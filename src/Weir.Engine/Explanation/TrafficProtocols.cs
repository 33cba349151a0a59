namespace Weir.Engine;

/// <summary>Which traffic of a <see cref="TrafficPath"/> meets a step of it.</summary>
public enum TrafficProtocols
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>Everything but TCP.</summary>
    NotTcp,

    /// <summary>ICMP messages that tell of an error.</summary>
    IcmpErrors,
}
