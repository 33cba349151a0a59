namespace Weir.LayerGenerator;

/// <summary>Turns WFP's names into those of .NET.</summary>
public static class Names
{
    private static readonly Dictionary<string, string> s_words = new()
    {
        ["IPPACKET"] = "IpPacket",
        ["IPFORWARD"] = "IpForward",
        ["VSWITCH"] = "VSwitch",
        ["NEXTHOP"] = "NextHop",
        ["IKEEXT"] = "IkeExt",
        ["EPMAP"] = "EpMap",
        ["OPNUM"] = "OpNum",
        ["MPSSVC"] = "MpsSvc",
        ["AUTHIP"] = "AuthIp",
    };

    /// <summary>For example <c>AleAuthConnectV4</c> for <c>ALE_AUTH_CONNECT_V4</c>.</summary>
    public static string Of(string name) => string.Concat(name.Split('_').Select(word => s_words.GetValueOrDefault(word) ?? Capitalised(word)));

    private static string Capitalised(string word) => word[..1] + word[1..].ToLowerInvariant();
}
