namespace Weir.Linux.Programs;

/// <summary>A layer of what was discarded that the kernel's own drops are shown at.</summary>
internal interface IKernelDropLayer : IDiscardLayer
{
    /// <summary>The module whose reasons are shown there: the upper half of a <see cref="Bpf.Language.DiscardReason"/>.</summary>
    static abstract uint Module { get; }
}
