namespace Weir.Bpf;

/// <summary>The two traffic control hooks of a network device.</summary>
public enum TcxDirection
{
    /// <summary>Frames that the device received.</summary>
    Ingress,

    /// <summary>Frames that the device is about to send.</summary>
    Egress,
}
