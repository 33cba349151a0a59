namespace Weir.Engine;

/// <summary>What a layer does with traffic while its kernel program is missing. A Weir extension of the sublayer.</summary>
public enum FailMode
{
    /// <summary>Permit it.</summary>
    Open = 0,

    /// <summary>Block it. One sublayer with filters at a layer that asks for this is enough.</summary>
    Closed = 1,
}
