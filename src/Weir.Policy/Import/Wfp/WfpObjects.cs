using Weir.Engine;

namespace Weir.Policy;

/// <summary>Makes specs of the providers, provider contexts, sublayers and callouts of an export.</summary>
internal sealed class WfpObjects(ImportOptions options, ImportBuilder builder)
{
    private static readonly string[] s_commonElements = ["displayData", "flags", "providerKey", "providerData"];

    public void TakeProvider(WfpElement item) => Take("provider", "providerKey", item, builder.Providers, (key, _) =>
    {
        TellUnknown(item, "provider", "providerKey", "serviceName");
        var flags = Flags(item, "FWPM_PROVIDER_FLAG_", "provider", ["PERSISTENT", "DISABLED"]);
        return new ProviderSpec
        {
            Key = WfpKeys.Provider(key),
            Name = NameOf(item, "provider"),
            Description = DescriptionOf(item),
            ServiceName = Printable(item.TextOf("serviceName")),
            ProviderData = ProviderDataOf(item),
            Persistent = flags.Contains("PERSISTENT"),
        };
    });

    public void TakeProviderContext(WfpElement item) => Take("provider context", "providerContextKey", item, builder.ProviderContexts, (key, _) =>
    {
        var flags = Flags(item, "FWPM_PROVIDER_CONTEXT_FLAG_", "provider context", ["PERSISTENT", "DOWNLEVEL"]);
        var type = item.TextOf("type");
        var spec = new ProviderContextSpec
        {
            Key = WfpKeys.ProviderContext(key),
            Name = NameOf(item, "provider context"),
            Description = DescriptionOf(item),
            Provider = WfpKeys.Provider(item.TextOf("providerKey")),
            ProviderData = ProviderDataOf(item),
            Persistent = flags.Contains("PERSISTENT"),
        };
        if (type is "FWPM_GENERAL_CONTEXT" or "FWPM_CLASSIFY_OPTIONS_CONTEXT")
            TellUnknown(item, "provider context", "providerContextKey", "type", "dataBuffer", "classifyOptions", "providerContextId");
        return type switch
        {
            "FWPM_GENERAL_CONTEXT" => spec with { Data = ByteBlob.Create(BlobOf(item, "dataBuffer")) },
            "FWPM_CLASSIFY_OPTIONS_CONTEXT" => spec with { ClassifyOptions = ReadOptions(item.Find("classifyOptions")) },
            _ when type.Contains("IPSEC", StringComparison.Ordinal) || type.Contains("IKE", StringComparison.Ordinal) =>
                throw new RefusedException($"it is of type {WfpKeys.Shorten(type)}; Weir has no IPsec"),
            _ => throw new RefusedException(type.Length == 0 ? "it has no type" : $"it is of type {WfpKeys.Shorten(type)}, which Weir does not have"),
        };
    });

    public void TakeSubLayer(WfpElement item)
    {
        TellUnknown(item, "sublayer", "subLayerKey", "weight");
        if (BuiltInOf(item) is not { } builtIn)
        {
            Take("sublayer", "subLayerKey", item, builder.SubLayers, (key, _) => new SubLayerSpec
            {
                Key = WfpKeys.SubLayer(key),
                Name = NameOf(item, "sublayer"),
                Description = DescriptionOf(item),
                Provider = WfpKeys.Provider(item.TextOf("providerKey")),
                ProviderData = ProviderDataOf(item),
                Weight = checked((ushort)WfpValues.Unsigned(item.TextOf("weight"))),
                Persistent = Flags(item, "FWPM_SUBLAYER_FLAG_", "sublayer", ["PERSISTENT"]).Contains("PERSISTENT"),
            });
            return;
        }

        builder.Count("sublayer");
        builder.CountBuiltIn("sublayer");
        if (item.TextOf("weight") is { Length: > 0 } weight && weight != $"{builtIn.EffectiveWeight}")
        {
            builder.Inform(
                new ImportSource("sublayer", builtIn.Spec.Name, builtIn.Key, item.Line), $"the file has it with the weight {WfpKeys.Shorten(weight)}, every engine with {builtIn.EffectiveWeight}");
        }
    }

    public void TakeCallout(WfpElement item) => Take("callout", "calloutKey", item, builder.Callouts, (key, _) =>
    {
        TellUnknown(item, "callout", "calloutKey", "applicableLayer", "calloutId");
        var flags = Flags(item, "FWPM_CALLOUT_FLAG_", "callout", ["PERSISTENT", "USES_PROVIDER_CONTEXT", "REGISTERED"]);
        return new CalloutSpec
        {
            Key = WfpKeys.Callout(key),
            Name = NameOf(item, "callout"),
            Description = DescriptionOf(item),
            Provider = WfpKeys.Provider(item.TextOf("providerKey")),
            ProviderData = ProviderDataOf(item),
            ApplicableLayer = WfpKeys.Layer(item.TextOf("applicableLayer")).Id,
            UsesProviderContext = flags.Contains("USES_PROVIDER_CONTEXT"),
            Persistent = flags.Contains("PERSISTENT"),
        };
    });

    /// <summary>Counts an object, and makes its spec or leaves it out.</summary>
    public void Take<T>(string kind, string keyElement, WfpElement item, List<ImportCandidate<T>> candidates, Func<string, ImportSource, T> make)
    {
        builder.Count(kind);
        var keyText = item.TextOf(keyElement);
        var key = Guid.TryParse(keyText, out var guid) ? guid : Guid.Empty;
        var name = Printable(item.Find("displayData")?.TextOf("name") ?? "") is { Length: > 0 } display ? display : WfpKeys.Shorten(keyText);
        var source = new ImportSource(kind, name, key, item.Line);
        try
        {
            if (keyText.Length == 0)
                throw new RefusedException("it has no key");
            var spec = make(keyText, source);
            candidates.Add(new ImportCandidate<T>(spec, source with { Key = KeyOf(spec) }));
        }
        catch (RefusedException exception)
        {
            builder.LeaveOut(source, exception.Message);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            builder.LeaveOut(source, "a number or a key in it cannot be read");
        }
    }

    /// <summary>The flags of an object that Weir knows, without their prefix; the others are told and dropped.</summary>
    public HashSet<string> Flags(WfpElement item, string prefix, string kind, string[] known)
    {
        var flags = new HashSet<string>();
        foreach (var flag in item.Find("flags")?.Items ?? [])
        {
            var name = flag.Text.StartsWith(prefix, StringComparison.Ordinal) ? flag.Text[prefix.Length..] : flag.Text;
            if (known.Contains(name))
                flags.Add(name);
            else if (WfpKeys.FlagNumber(name) is { } number)
                builder.Tally($"a {kind} has flags 0x{number:x8} without a name, which were dropped");
            else
                builder.Tally($"a {kind} has the flag {WfpKeys.Shorten(flag.Text)}, which was dropped: it has no meaning here");
        }

        return flags;
    }

    /// <summary>Tells elements that nobody reads.</summary>
    public void TellUnknown(WfpElement item, string kind, params ReadOnlySpan<string> known)
    {
        foreach (var child in item.Children)
        {
            if (!known.Contains(child.Name) && !s_commonElements.Contains(child.Name))
                builder.Tally($"a {kind} has an element {WfpKeys.Shorten(child.Name)}, which was not read");
        }
    }

    public static string NameOf(WfpElement item, string kind)
    {
        var name = Printable(item.Find("displayData")?.TextOf("name") ?? "");
        return name.Length > 0 ? name : $"{kind} without a name";
    }

    public static string DescriptionOf(WfpElement item) => Printable(item.Find("displayData")?.TextOf("description") ?? "");

    public static ByteBlob ProviderDataOf(WfpElement item) => ByteBlob.Create(BlobOf(item, "providerData"));

    private static byte[] BlobOf(WfpElement item, string name)
    {
        try
        {
            return WfpValues.Blob(item.Find(name));
        }
        catch (FormatException)
        {
            throw new RefusedException($"its {name} is not hexadecimal");
        }
    }

    /// <summary>A text without what the engine refuses in names: control characters, and those that stand for unreadable ones.</summary>
    public static string Printable(string text) =>
        text.All(IsPrintable) ? text.Trim() : string.Concat(text.Where(IsPrintable)).Trim();

    private static bool IsPrintable(char character) => !char.IsControl(character) && !char.IsSurrogate(character) && character != '\ufffd';

    private static InstalledSubLayer? BuiltInOf(WfpElement item)
    {
        try
        {
            var key = WfpKeys.SubLayer(item.TextOf("subLayerKey"));
            return PolicySnapshot.Initial.SubLayersByWeight.FirstOrDefault(subLayer => subLayer.Key == key);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static Guid KeyOf<T>(T spec) => spec switch
    {
        ProviderSpec provider => provider.Key,
        ProviderContextSpec context => context.Key,
        SubLayerSpec subLayer => subLayer.Key,
        CalloutSpec callout => callout.Key,
        FilterSpec filter => filter.Key,
        _ => Guid.Empty,
    };

    private ClassifyOptions ReadOptions(WfpElement? element)
    {
        var result = new ClassifyOptions();
        foreach (var item in element?.Find("options")?.Items ?? [])
        {
            if (item.Find("value") is not { } value)
                throw new RefusedException("a classify option of it has no value");
            var number = (ulong)WfpValues.Read(value, options.Principals, []).Number;
            result = item.TextOf("type") switch
            {
                "FWP_CLASSIFY_OPTION_MULTICAST_STATE" => result with { MulticastState = (MulticastState)Math.Min(number, int.MaxValue) },
                "FWP_CLASSIFY_OPTION_LOOSE_SOURCE_MAPPING" => result with { LooseSourceMapping = number != 0 },
                "FWP_CLASSIFY_OPTION_UNICAST_LIFETIME" => result with { UnicastLifetime = Seconds(number) },
                "FWP_CLASSIFY_OPTION_MCAST_BCAST_LIFETIME" => result with { MulticastLifetime = Seconds(number) },
                "FWP_CLASSIFY_OPTION_LOCAL_ONLY_MAPPING" => result with { LocalOnlyMapping = number != 0 },
                var other => throw new RefusedException($"it has the classify option {WfpKeys.Shorten(other)}, which Weir does not have"),
            };
        }

        return result;
    }

    private static TimeSpan Seconds(ulong number) => TimeSpan.FromSeconds((long)Math.Min(number, uint.MaxValue));
}
