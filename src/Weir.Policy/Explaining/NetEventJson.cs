using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Net events as JSON, with the filters that decided by key and name, so that an event can be read without the engine.</summary>
public static class NetEventJson
{
    /// <summary>Writes the members of an event into an object that is open. What the event does not know is left out.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="seen">The event.</param>
    /// <param name="policy">The policy, for keys and names; a filter that was deleted since has an id only.</param>
    /// <param name="interfaceName">Names an interface by its index, or returns <see langword="null"/>.</param>
    public static void WriteMembers(Utf8JsonWriter json, NetEvent seen, PolicySnapshot policy, Func<uint, string?>? interfaceName = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(policy);
        json.WriteString("time", seen.Time);
        json.WriteString("layer", PolicyLayers.NameOf(Layers.Get(seen.Layer)));
        json.WriteString("verdict", seen.Verdict == Verdict.Block ? "block" : "permit");
        json.WriteBoolean("veto", seen.IsVeto);
        WriteFilter(json, "filter", seen.FilterId, policy);
        WriteDecisions(json, seen.TerminatingFilters, policy);
        if (seen.DiscardReason is { } reason)
        {
            json.WriteString("discard_reason", NameOf(reason));
            WriteFilter(json, "discard_filter", seen.DiscardFilterId ?? 0, policy);
        }

        if (seen.Direction is { } direction)
            json.WriteString("direction", direction == Direction.Inbound ? "inbound" : "outbound");
        json.WriteBoolean("loopback", seen.IsLoopback);
        WriteNumber(json, "protocol", seen.Protocol);
        WriteAddress(json, "local_address", seen.LocalAddress);
        WriteNumber(json, "local_port", seen.LocalPort);
        WriteAddress(json, "remote_address", seen.RemoteAddress);
        WriteNumber(json, "remote_port", seen.RemotePort);
        WriteMac(json, "local_mac", seen.LocalMacAddress);
        WriteMac(json, "remote_mac", seen.RemoteMacAddress);
        WriteNumber(json, "ether_type", seen.EtherType);
        WriteNumber(json, "vlan", seen.VlanId);
        WriteNumber(json, "interface", seen.InterfaceIndex);
        if (seen.InterfaceIndex is { } index && interfaceName?.Invoke(index) is { } name)
            json.WriteString("interface_name", name);
        if (seen.ApplicationPath is { } path)
            json.WriteString("app", path);
        WriteNumber(json, "user", seen.UserId);
        WriteNumber(json, "process_id", seen.ProcessId);
    }

    /// <summary>The name of a reason, in lower case with dashes: <c>endpoint-not-found</c>.</summary>
    /// <param name="reason">The reason; one without a name is its number.</param>
    public static string NameOf(DiscardReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());

    /// <summary>Writes the deciding filter of each sublayer as the member <c>terminating_filters</c>, the heaviest sublayer first.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="decisions">The decisions; empty when the engine does not tell them.</param>
    /// <param name="policy">The policy, for keys and names.</param>
    public static void WriteDecisions(Utf8JsonWriter json, ImmutableArray<SubLayerDecision> decisions, PolicySnapshot policy)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(policy);
        json.WriteStartArray("terminating_filters");
        foreach (var decision in decisions)
        {
            json.WriteStartObject();
            json.WriteString("sublayer_key", decision.SubLayer);
            json.WriteString("sublayer", policy.FindSubLayer(decision.SubLayer)?.Spec.Name);
            WriteFilter(json, "filter", decision.FilterId, policy);
            json.WriteString("action", decision.Action == FilterAction.Permit ? "permit" : "block");
            json.WriteBoolean("clear_action_right", decision.ClearActionRight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a filter as an object of id, key and name; null for the permit that nobody decided.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="member">Name of the member.</param>
    /// <param name="filterId">The filter, or 0.</param>
    /// <param name="policy">The policy, for key and name.</param>
    private static void WriteFilter(Utf8JsonWriter json, string member, ulong filterId, PolicySnapshot policy)
    {
        if (filterId == 0)
        {
            json.WriteNull(member);
            return;
        }

        json.WriteStartObject(member);
        json.WriteNumber("id", filterId);
        if (policy.FindFilter(filterId) is { } filter)
        {
            json.WriteString("key", filter.Key);
            json.WriteString("name", filter.Spec.Name);
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string member, uint? number)
    {
        if (number is { } known)
            json.WriteNumber(member, known);
    }

    private static void WriteMac(Utf8JsonWriter json, string member, PhysicalAddress? address)
    {
        if (address is not null)
            json.WriteString(member, string.Join(':', address.GetAddressBytes().Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture))));
    }

    private static void WriteAddress(Utf8JsonWriter json, string member, IPAddress? address)
    {
        if (address is not null)
            json.WriteString(member, address.ToString());
    }
}
