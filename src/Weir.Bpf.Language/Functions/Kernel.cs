namespace Weir.Bpf.Language;

/// <summary>Casts between the worlds of plain addresses and kernel objects.</summary>
public static unsafe class Kernel
{
    /// <summary>
    /// Reads an address as a kernel struct (kernel function <c>bpf_rdonly_cast</c>, Linux 6.2): its fields may be loaded, never stored, and a wrong address reads as zero instead of faulting.
    /// On the CLR it is a plain cast.
    /// </summary>
    /// <typeparam name="T">A struct with <see cref="KernelStructAttribute"/>.</typeparam>
    /// <param name="address">Any address.</param>
    [Intrinsic(Intrinsic.ReadOnlyCast)]
    public static T* ReadOnlyCast<T>(void* address)
        where T : unmanaged => (T*)address;
}
