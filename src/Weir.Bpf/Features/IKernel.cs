namespace Weir.Bpf;

/// <summary>What can be known about a kernel without running anything in it.</summary>
public interface IKernel
{
    /// <summary>The release as uname(2) tells it, for example "6.18.44-generic".</summary>
    string Release { get; }

    /// <summary>The types that the kernel publishes in /sys/kernel/btf/vmlinux, or null when it publishes none.</summary>
    Btf? Types { get; }

    /// <summary>What the calling thread may do.</summary>
    Capabilities Capabilities { get; }
}
