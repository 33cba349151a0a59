namespace Weir.Captures;

/// <summary>What a capture itself says of the way a frame went, seen from the host that captured it.</summary>
public enum CaptureDirection
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>It was received.</summary>
    Inbound,

    /// <summary>It was sent.</summary>
    Outbound,
}
