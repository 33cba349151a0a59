using System.Globalization;
using System.Text.Json;

namespace Weir.Policy;

/// <summary>
/// Reads what <c>nft -j list ruleset</c> writes, the JSON of libnftables: the chains that filter what this host receives and sends. What
/// it keeps is exact: a packet meets the same verdict. docs/guides/17-import.md has what comes in.
/// </summary>
public sealed class NftablesImporter : IPolicyImporter
{
    private const int LargestFile = 64 * 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "nftables";

    /// <inheritdoc/>
    public string Description => "what nft -j list ruleset writes";

    /// <inheritdoc/>
    public bool Recognizes(string beginning)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        var text = beginning.AsSpan().TrimStart();
        return (text.StartsWith("{") && text.Contains("\"nftables\"", StringComparison.Ordinal)) || IsListing(text);
    }

    /// <inheritdoc/>
    public ImportResult Import(Stream stream, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        var text = ImportText.Read(stream, LargestFile, options.FileName);
        if (IsListing(text.AsSpan().TrimStart()))
            throw ImportText.Fault(options.FileName, 1, 1, "this is nftables' text, which is made for people", "write the ruleset as JSON: nft -j list ruleset");
        if (FindHalfPair(text) is { } index)
        {
            var line = text.AsSpan(0, index).Count('\n') + 1;
            throw ImportText.Fault(options.FileName, line, index - text.LastIndexOf('\n', index), "half a surrogate pair is no text", "write both halves, or none");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return new NftRuleset(options).Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw ImportText.Fault(
                options.FileName, (exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1, "this is not JSON", "read what 'nft -j list ruleset' wrote, unchanged");
        }
    }

    /// <summary>Where an escape is half a surrogate pair, which is JSON but no text; null when none is.</summary>
    private static int? FindHalfPair(string text)
    {
        int? high = null;
        for (var i = text.IndexOf('\\'); i >= 0 && i + 1 < text.Length; i = text.IndexOf('\\', i))
        {
            var isUnicode = text[i + 1] == 'u' && i + 5 < text.Length && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
            var unit = isUnicode ? (char)ushort.Parse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : ' ';
            if (high is { } open && (open + 6 != i || !char.IsLowSurrogate(unit)))
                return open;
            if (high is null && char.IsLowSurrogate(unit))
                return i;
            high = char.IsHighSurrogate(unit) ? i : null;
            i += isUnicode ? 6 : 2;
            if (i >= text.Length)
                break;
        }

        return high;
    }

    private static bool IsListing(ReadOnlySpan<char> text) =>
        text.StartsWith("table ip", StringComparison.Ordinal) || text.StartsWith("#!/usr/sbin/nft", StringComparison.Ordinal) || text.StartsWith("flush ruleset", StringComparison.Ordinal);
}
