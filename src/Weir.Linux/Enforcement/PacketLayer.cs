using System.Collections.Immutable;
using System.Reflection;
using Weir.Engine;

namespace Weir.Linux;

/// <summary>A layer that programs classify at: a row of <see cref="LayerTable"/>.</summary>
/// <param name="Slot">Where it lives in every table that has one element a layer: a <see cref="Programs.LayerSlot"/>.</param>
/// <param name="Id">The layer.</param>
/// <param name="Name">Its name among the kernel's programs.</param>
/// <param name="Stub">The program that the hooks hold.</param>
/// <param name="Program">The program that extracts and classifies.</param>
/// <param name="Read">Does on the CLR what the program does to read the fields from the packet.</param>
/// <param name="Hooks">Where packets meet the layer.</param>
internal sealed record PacketLayer(
    uint Slot, LayerId Id, string Name, MethodInfo Stub, MethodInfo Program, PacketReader Read, ImmutableArray<PacketHook> Hooks)
{
    /// <summary>Whether its addresses have 128 bits.</summary>
    public bool IsV6 { get; init; }

    /// <summary>Whether its programs stand at the traffic control hooks of interfaces, with a program array of their own.</summary>
    public bool IsAtInterfaces { get; init; }

    /// <summary>
    /// Whether it shows what was discarded at the layer <see cref="Programs.LayerSlot.Discard"/> slots before, whose program calls its program. Its own
    /// hooks, if it has any, are those of the kernel's answers.
    /// </summary>
    public bool IsDiscard { get; init; }

    /// <summary>At a layer that shows the kernel's own drops: the program that their tracepoint holds, and the one that classifies them.</summary>
    public (MethodInfo Stub, MethodInfo Program)? KernelDrops { get; init; }

    /// <summary>Attached as long as the engine is open, so that its counters and events tell of all traffic; the others only while they have filters.</summary>
    public bool IsAlwaysAttached { get; init; }

    /// <summary>Which way all of its packets go; null when each packet says it, or when none has a direction.</summary>
    public Direction? Direction { get; init; }

    /// <summary>What the layer has at interfaces while its filters limit; null for a layer that stays at its hooks.</summary>
    public ActionPlacement? Action { get; init; }

    /// <summary>Whether the layer moves to interfaces for its own filters.</summary>
    public bool IsMovable => Action?.Stub is not null;
}
