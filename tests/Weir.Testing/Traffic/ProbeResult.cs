namespace Weir.Testing;

/// <summary>What an application sees when it tries to talk to an address.</summary>
public enum ProbeResult
{
    /// <summary>The other side answered with what was sent.</summary>
    Answered,

    /// <summary>No answer in time: a packet was dropped silently, on the way there or back.</summary>
    TimedOut,

    /// <summary>The send or connect itself failed with EPERM: dropped at a hook that tells the sender.</summary>
    NotPermitted,

    /// <summary>The other side refused: reset, or port unreachable.</summary>
    Refused,

    /// <summary>No route, or no such host on the link.</summary>
    Unreachable,
}
