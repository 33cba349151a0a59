namespace Weir.Bpf;

/// <summary>Where XDP runs a program (XDP_FLAGS_*_MODE of &lt;linux/if_link.h&gt;).</summary>
public enum XdpMode : uint
{
    /// <summary>In the driver when it can, otherwise generic.</summary>
    Automatic = 0,

    /// <summary>In the network stack, on any device; slower, and every packet is made linear.</summary>
    Generic = 2,

    /// <summary>In the driver; refused by drivers that cannot.</summary>
    Driver = 4,
}
