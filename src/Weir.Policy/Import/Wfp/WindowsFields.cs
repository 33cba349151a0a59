using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// The fields that Windows has and Linux has not. On Linux they are absent, so that a condition on one is never met. For some of them a
/// Linux host can be said to have a value all the same: there is no tunnel of Windows' kinds, and one compartment.
/// </summary>
public static class WindowsFields
{
    /// <summary>Values of every Linux host: the tunnel types are none (0), the compartment is the first (1).</summary>
    public static ImmutableDictionary<FieldKey, ulong> AssumedValues { get; } = ImmutableDictionary.CreateRange(
    [
        KeyValuePair.Create(Fields.TunnelType, 0UL),
        KeyValuePair.Create(Fields.ArrivalTunnelType, 0UL),
        KeyValuePair.Create(Fields.NextHopTunnelType, 0UL),
        KeyValuePair.Create(Fields.CompartmentId, 1UL),
    ]);

    /// <summary>The fields that hold a network profile: what <c>profile</c> means in an assumption.</summary>
    public static ImmutableArray<FieldKey> Profiles { get; } =
        [Fields.OriginalProfileId, Fields.CurrentProfileId, Fields.ArrivalInterfaceProfileId, Fields.NextHopInterfaceProfileId];

    /// <summary>Why a field never has a value on Linux, or null when it can have one or nobody knows.</summary>
    internal static string? WhyAbsent(string name) => name switch
    {
        "ALE_APP_ID" or "ALE_ORIGINAL_APP_ID" => "names an application by its path on Windows; Linux' is APPLICATION_PATH",
        "ALE_PACKAGE_ID" or "ALE_PACKAGE_FAMILY_NAME" => "names an app container; Linux has none",
        _ when name.EndsWith("TUNNEL_TYPE", StringComparison.Ordinal) => "asks for a tunnel of a kind that Linux has not",
        _ when name.EndsWith("PROFILE_ID", StringComparison.Ordinal) => "asks for a network profile; an assumed profile would answer it",
        _ when name.EndsWith("INTERFACE_TYPE", StringComparison.Ordinal) => "asks for an interface type of Windows",
        "IP_LOCAL_INTERFACE" or "IP_ARRIVAL_INTERFACE" or "IP_NEXTHOP_INTERFACE" or "IP_FORWARD_INTERFACE" =>
            "names an interface by its number on that machine",
        "COMPARTMENT_ID" => "asks for a compartment other than the first",
        "INTERFACE_QUARANTINE_EPOCH" => "asks for the quarantine of an interface",
        "ALE_SIO_FIREWALL_SYSTEM_PORT" => "asks for a port kind of Windows' services",
        _ => null,
    };
}
