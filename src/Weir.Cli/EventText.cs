using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli;

/// <summary>Net events as one line, for people or for programs.</summary>
internal static class EventText
{
    public static string Describe(NetEvent seen, PolicySnapshot policy)
    {
        string time = seen.Time.ToLocalTime().ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        string verdict = seen.IsVeto ? "VETO" : seen.Verdict == Verdict.Block ? "BLOCK" : "PERMIT";
        string filter = seen.FilterId == 0 ? "no filter" : DescribeFilter(seen.FilterId, policy);
        string ends = seen.LocalMacAddress is not null ? DescribeFrame(seen) : PacketText.Describe(seen.Direction, seen.Protocol, seen.LocalAddress, seen.LocalPort, seen.RemoteAddress, seen.RemotePort);
        string on = seen.InterfaceIndex?.ToString(CultureInfo.InvariantCulture) ?? "?";
        return $"{time} {verdict} {ends} at {PolicyLayers.NameOf(Layers.Get(seen.Layer))}, interface {on}, by {filter}{DescribeDiscard(seen, policy)}";
    }

    private static string DescribeFilter(ulong id, PolicySnapshot policy) => $"filter {id} '{policy.FindFilter(id)?.Spec.Name ?? "deleted since"}'";

    /// <summary>Why it had come to the layer of what was discarded.</summary>
    private static string DescribeDiscard(NetEvent seen, PolicySnapshot policy) => seen.DiscardReason switch
    {
        null => "",
        DiscardReason.FirewallPolicy => seen.DiscardFilterId is { } id ? $"; discarded by {DescribeFilter(id, policy)}" : "; discarded by a filter",
        DiscardReason.EndpointNotFound or DiscardReason.PortUnreachable => "; discarded because no socket takes it",
        { } reason => $"; dropped by the kernel: {NetEventJson.NameOf(reason)}",
    };

    private static string DescribeFrame(NetEvent seen)
    {
        string arrow = seen.Direction == Direction.Outbound ? "->" : "<-";
        string type = seen.EtherType is { } etherType ? $"type 0x{etherType:x4}" : "no type";
        return $"{type}{(seen.VlanId is { } vlan ? $" VLAN {vlan}" : "")} {seen.LocalMacAddress} {arrow} {seen.RemoteMacAddress}";
    }

    public static string ToJson(NetEvent seen, PolicySnapshot policy, Func<uint, string?> interfaceName)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            NetEventJson.WriteMembers(json, seen, policy, interfaceName);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
    }
}
