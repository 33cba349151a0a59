using System.Globalization;
using System.Text;

namespace Weir.Policy.Tests.Import.Wfp;

/// <summary>
/// Writes exports as <c>netsh wfp</c> prints them: by the description of their form, with every element that it names, and nothing of the
/// importer's.
/// </summary>
internal sealed class WfpExport
{
    private readonly List<string> _providers = [];
    private readonly List<string> _contexts = [];
    private readonly List<string> _subLayers = [];
    private readonly List<string> _callouts = [];
    private readonly List<string> _filters = [];
    private ulong _filterId = 65_536;

    public int ObjectCount => _providers.Count + _contexts.Count + _subLayers.Count + _callouts.Count + _filters.Count;

    public static string Key(int number) => $"{{{new Guid(number, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)}}}";

    public WfpExport Provider(string key, string name, string flags = "", string service = "")
    {
        _providers.Add($"<item><providerKey>{key}</providerKey>{Display(name)}{Flags(flags)}<providerData/>{Element("serviceName", service)}</item>");
        return this;
    }

    public WfpExport Context(string key, string name, string type, string body, string flags = "")
    {
        _contexts.Add(
            $"<item><providerContextKey>{key}</providerContextKey>{Display(name)}{Flags(flags)}<providerKey/><providerData/><type>{type}</type>{body}<providerContextId>7</providerContextId></item>");
        return this;
    }

    public WfpExport SubLayer(string key, string name, int weight, string flags = "")
    {
        _subLayers.Add($"<item><subLayerKey>{key}</subLayerKey>{Display(name)}{Flags(flags)}<providerKey/><providerData/><weight>{weight}</weight></item>");
        return this;
    }

    public WfpExport Callout(string key, string name, string layer, string flags = "FWPM_CALLOUT_FLAG_REGISTERED")
    {
        _callouts.Add(
            $"<item><calloutKey>{key}</calloutKey>{Display(name)}{Flags(flags)}<providerKey/><providerData/><applicableLayer>{layer}</applicableLayer><calloutId>300</calloutId></item>");
        return this;
    }

    public WfpExport Filter(
        string key,
        string name,
        string conditions = "",
        string layer = "FWPM_LAYER_ALE_AUTH_CONNECT_V4",
        string subLayer = "FWPM_SUBLAYER_UNIVERSAL",
        string action = "<type>FWP_ACTION_BLOCK</type><filterType/>",
        string weight = "<type>FWP_EMPTY</type>",
        string effective = "1024",
        string flags = "",
        string context = "<rawContext>0</rawContext>",
        string provider = "",
        string extra = "")
    {
        _filters.Add(
            $"<item><filterKey>{key}</filterKey>{Display(name)}{Flags(flags)}{Element("providerKey", provider)}"
            + "<providerData><data>0100000000000000</data><asString>........</asString></providerData>"
            + $"<layerKey>{layer}</layerKey><subLayerKey>{subLayer}</subLayerKey><weight>{weight}</weight>"
            + $"{(conditions.Length == 0 ? "<filterCondition/>" : $"<filterCondition numItems=\"1\">{conditions}</filterCondition>")}"
            + $"<action>{action}</action>{context}<reserved/><filterId>{_filterId++}</filterId>"
            + $"<effectiveWeight><type>FWP_UINT64</type><uint64>{effective}</uint64></effectiveWeight>{extra}</item>");
        return this;
    }

    public static string Condition(string field, string match, string value) =>
        $"<item><fieldKey>FWPM_CONDITION_{field}</fieldKey><matchType>FWP_MATCH_{match}</matchType><conditionValue>{value}</conditionValue></item>";

    public static string Value(string type, string element, string text) => $"<type>FWP_{type}</type>{Element(element, text)}";

    public static string Range(string type, string element, string low, string high) =>
        $"<type>FWP_RANGE_TYPE</type><rangeValue><valueLow>{Value(type, element, low)}</valueLow><valueHigh>{Value(type, element, high)}</valueHigh></rangeValue>";

    public static string Blob(string text)
    {
        var data = Convert.ToHexStringLower(Encoding.Unicode.GetBytes(text + '\0'));
        return $"<type>FWP_BYTE_BLOB_TYPE</type><byteBlob><data>{data}</data><asString>{text}</asString></byteBlob>";
    }

    /// <summary>What <c>show state</c> prints: two root elements, tabs, a byte order mark, and sections that are no policy.</summary>
    public string ToState() => "\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<wfpstate>\r\n\t<timeStamp>2026-01-08T16:50:48.073Z</timeStamp>\r\n"
        + "\t<sessions numItems=\"1\"><item><sessionKey>{e9883d4f-f085-4d0b-bf8f-c90006ea147e}</sessionKey><displayData><name/><description/></displayData><flags/>"
        + "<txnWaitTimeoutInMSec>6000000</txnWaitTimeoutInMSec><processId>2240</processId><sid>S-1-5-20</sid><username>NT AUTHORITY\\NETWORK SERVICE</username><kernelMode>false</kernelMode></item></sessions>\r\n"
        + "\t<layers numItems=\"1\"><item><layer><layerKey>FWPM_LAYER_ALE_AUTH_CONNECT_V4</layerKey>" + Display("ALE Connect v4 Layer")
        + "<flags/><field numItems=\"1\"><item><fieldKey>FWPM_CONDITION_ALE_APP_ID</fieldKey><type>FWPM_FIELD_RAW_DATA</type><dataType>FWP_BYTE_BLOB_TYPE</dataType></item></field>"
        + "<defaultSubLayerKey>FWPM_SUBLAYER_UNIVERSAL</defaultSubLayerKey><layerId>48</layerId></layer>"
        + List("callouts", _callouts) + List("filters", _filters) + "</item></layers>\r\n"
        + List("providers", _providers) + List("providerContexts", _contexts) + List("subLayers", _subLayers)
        + "\t<subscriptions><calloutSubscriptions/><filterSubscriptions numItems=\"1\"><item><enumTemplate/><flags/><sessionKey/></item></filterSubscriptions></subscriptions>"
        + "<ipsecSaContexts/><aleConnectedEndpoints numItems=\"1\"><item><endpointId>1</endpointId></item></aleConnectedEndpoints><ikeextStatistics/><ipsecStatistics/><ikeextSas/>\r\n</wfpstate>\r\n"
        + "<firewallState>\r\n\t<dynamicKeywordAddresses/>\r\n</firewallState>\r\n";

    /// <summary>What <c>show filters</c> prints: filters and providers only, without item counts.</summary>
    public string ToFilters() => "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<wfpdiag>\n"
        + $"<filters>{string.Concat(_filters)}</filters><providers>{string.Concat(_providers)}</providers>\n</wfpdiag>\n";

    private static string List(string name, List<string> items) =>
        items.Count == 0 ? $"\t<{name}/>\r\n" : string.Create(CultureInfo.InvariantCulture, $"\t<{name} numItems=\"{items.Count}\">{string.Concat(items)}</{name}>\r\n");

    private static string Display(string name) => $"<displayData>{Element("name", name)}<description/></displayData>";

    private static string Flags(string flags)
    {
        var names = flags.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0 ? "<flags/>" : $"<flags numItems=\"{names.Length}\">{string.Concat(names.Select(flag => $"<item>{flag}</item>"))}</flags>";
    }

    private static string Element(string name, string text) => text.Length == 0 ? $"<{name}/>" : $"<{name}>{text}</{name}>";
}
