using System.Net;

namespace Weir.Policy;

/// <summary>One end of traffic, as it is written.</summary>
/// <param name="Token">Where.</param>
/// <param name="Address">Its address; null when it is not told.</param>
/// <param name="Port">Its port; null when it is not told.</param>
internal sealed record TrafficEnd(TrafficToken Token, IPAddress? Address, ushort? Port);
