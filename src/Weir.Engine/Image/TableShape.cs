namespace Weir.Engine;

/// <summary>What the entries of a table fix at least: the first bits of the addresses, and which of the rest as one value.</summary>
/// <param name="LocalLength">First bits of the local address.</param>
/// <param name="RemoteLength">First bits of the remote address.</param>
/// <param name="Protocol">One protocol.</param>
/// <param name="RemotePort">One remote port.</param>
/// <param name="LocalPort">One local port.</param>
internal readonly record struct TableShape(byte LocalLength, byte RemoteLength, bool Protocol, bool RemotePort, bool LocalPort)
{
    /// <summary>True when the entry may be in a table of this shape.</summary>
    public bool Takes(in DraftEntry entry) =>
        LocalLength <= entry.LocalLength
        && RemoteLength <= entry.RemoteLength
        && (!Protocol || entry.HasExactProtocol)
        && (!RemotePort || entry.HasExactRemotePort)
        && (!LocalPort || entry.HasExactLocalPort);
}
