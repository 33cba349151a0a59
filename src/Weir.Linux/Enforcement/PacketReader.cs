using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Reads the fields of a packet that lies in memory.</summary>
/// <param name="packet">The packet from its network header on.</param>
/// <param name="fields">Where they go; the direction is there already.</param>
/// <returns>False for a packet that is not for the layer.</returns>
internal unsafe delegate bool PacketReader(ReadOnlyMemory<byte> packet, PacketFields* fields);
