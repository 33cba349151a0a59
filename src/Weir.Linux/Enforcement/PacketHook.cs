using Weir.Bpf;

namespace Weir.Linux;

/// <summary>
/// A place in the kernel where packets meet a layer. Each kind of hook has a class: it knows how a stub is attached there and kept there.
/// </summary>
internal abstract record PacketHook
{
    /// <summary>The hook as users know it.</summary>
    public abstract LayerHook Describe(LinuxEngineOptions options);

    /// <summary>Attaches a stub. The calling thread is in the network namespace.</summary>
    /// <param name="stub">The layer's stub; it stays the caller's.</param>
    /// <param name="options">The engine's options.</param>
    /// <returns>What detaches it when it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses; then nothing is attached.</exception>
    public abstract IDisposable Attach(BpfProgram stub, LinuxEngineOptions options);
}
