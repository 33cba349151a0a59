namespace Weir.Linux;

/// <summary>What one layer has done since the engine was opened. Each value only grows.</summary>
/// <param name="PermittedPackets">Packets that the layer let pass.</param>
/// <param name="PermittedBytes">Their bytes, from the network header on.</param>
/// <param name="BlockedPackets">Packets that the layer dropped.</param>
/// <param name="BlockedBytes">Their bytes.</param>
/// <param name="MalformedPackets">Packets with a truncated or absurd header, which were classified with the fields that could be read.</param>
/// <param name="LostEvents">Events that the full ring had no room for.</param>
/// <param name="LeftOutEvents">
/// Events that were left out by <see cref="LinuxEngineOptions.EventsPerSecond"/> or <see cref="LinuxEngineOptions.EventSampling"/>. With those
/// that were lost and those that were raised they are all.
/// </param>
public readonly record struct LayerCounters(
    ulong PermittedPackets,
    ulong PermittedBytes,
    ulong BlockedPackets,
    ulong BlockedBytes,
    ulong MalformedPackets,
    ulong LostEvents,
    ulong LeftOutEvents);
