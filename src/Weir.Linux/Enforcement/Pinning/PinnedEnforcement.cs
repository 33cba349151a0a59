using System.Collections.Immutable;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;
using Verdict = Weir.Linux.Programs.Verdict;

namespace Weir.Linux;

/// <summary>
/// What an engine with <see cref="LinuxEngineOptions.PinDirectory"/> has left in the kernel: programs that go on enforcing the last policy
/// without a process.
/// </summary>
public static class PinnedEnforcement
{
    /// <summary>Takes a pinned enforcement away. Traffic flows as if Weir had never been there.</summary>
    /// <param name="directory">The directory that it was pinned as.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">A process still enforces there, or the directory is of something else.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not remove it; it needs root.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static void Remove(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        using PinDirectory pins = PinDirectory.Open(directory);
        pins.Remove();
    }

    /// <summary>Reads what is pinned, whether a process has it or not. It changes nothing.</summary>
    /// <param name="directory">The directory that it was pinned as.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">The directory is of another version of Weir, or of something else.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it; it needs root.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static PinnedStatus ReadStatus(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        using PinDirectory pins = PinDirectory.OpenToRead(directory);
        using BpfMap counts = Map(pins, nameof(PacketMaps.FilterCounts));
        using BpfMap failModes = Map(pins, nameof(PacketMaps.FailModes));
        ImmutableArray<LayerStatus>.Builder layers = ImmutableArray.CreateBuilder<LayerStatus>();
        foreach (PacketLayer row in LayerTable.Rows)
        {
            List<LayerHook> hooks = HooksOf(pins, row);
            uint count = counts.View<uint, uint>()[row.Slot];
            if (row.IsDiscard && count > 0)
            {
                // What was discarded is shown where its own layer blocks.
                hooks.AddRange(HooksOf(pins, LayerTable.Rows[(int)(row.Slot - LayerSlot.Discard)]));
            }

            if (hooks.Count > 0)
            {
                FailMode failMode = failModes.View<uint, uint>()[row.Slot] == Verdict.Block ? FailMode.Closed : FailMode.Open;
                layers.Add(new LayerStatus(row.Id, LayerPlacement.Verdict, [.. hooks], (int)count, failMode, Interfaces: []));
            }
        }

        return new PinnedStatus(pins.Path, HasProcess: !pins.IsHeld, layers.ToImmutable());
    }

    private static BpfMap Map(PinDirectory pins, string name) =>
        pins.MapNames.FirstOrDefault(one => one.StartsWith($"{name}-{LayerSlot.Count}-", StringComparison.Ordinal)) is { } found
            ? pins.FindMap(found)!
            : throw new IOException($"{pins.Path} is not the directory of an enforcement that this version of Weir has pinned.");

    private static List<LayerHook> HooksOf(PinDirectory pins, PacketLayer row)
    {
        List<LayerHook> hooks = [];
        foreach (PacketHook hook in row.Hooks)
        {
            using BpfLink? link = pins.FindLink(EnginePins.NameOf(row, hook));
            if (link?.GetInfo() is { NetfilterHook: { } place, NetfilterPriority: { } priority })
            {
                hooks.Add(NetfilterPacketHook.Describe(place, priority));
            }
        }

        return hooks;
    }
}
