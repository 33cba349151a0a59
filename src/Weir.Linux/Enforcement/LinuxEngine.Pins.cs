using Weir.Engine;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    /// <summary>
    /// True when the engine has taken over what was pinned in <see cref="LinuxEngineOptions.PinDirectory"/>. What the engine before enforced is
    /// in force until the first commit.
    /// </summary>
    public bool HasAdopted => _programs.HasAdopted;

    /// <summary>
    /// Puts this engine's policy in the place of the one that it has found, as the first commit does: for a policy that is empty, and
    /// therefore never committed. Does nothing after a commit, or when nothing was found.
    /// </summary>
    public void EndAdoption()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _programs.EndAdoption();
        }
    }

    /// <summary>Takes away what is pinned, at once: nothing is enforced any more. Does nothing without a directory of pins.</summary>
    /// <exception cref="Bpf.BpfException">The kernel refuses.</exception>
    public void Unpin()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _programs.Unpin();
        }
    }

    private static EnginePins? OpenPins(LinuxEngineOptions options)
    {
        if (options.PinDirectory is not { } path)
        {
            return null;
        }

        RequireKernel();
        if (options.NetworkNamespace is { } given)
        {
            return EnginePins.Open(path, given);
        }

        using NetworkNamespace current = NetworkNamespace.OpenCurrent();
        return EnginePins.Open(path, current);
    }

    private string? WhyNotPinned(Layer layer) =>
        _options.PinDirectory is null || LayerTable.RowOf(layer.Id).Hooks.All(hook => hook is NetfilterPacketHook)
            ? null
            : "its programs stand at each interface, and what is pinned would not cover the interfaces that come later; run without pins";

    private string? WhyNotLimitedWithPins(Layer layer) =>
        _options.PinDirectory is null || !LayerTable.RowOf(layer.Id).IsMovable
            ? null
            : "it limits at each interface, and what is pinned would not cover the interfaces that come later; run without pins";
}
