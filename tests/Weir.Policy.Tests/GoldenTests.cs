using System.Runtime.CompilerServices;
using System.Text;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>
/// Whole documents and what comes of them, as files to read: <c>Golden/Refused/NAME.yaml</c> with the messages in
/// <c>NAME.expected</c>, <c>Golden/Accepted/NAME.yaml</c> with the engine's filters. WEIR_UPDATE_GOLDEN=1 rewrites what is expected.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Refused => Names("Refused");

    public static TheoryData<string> Accepted => Names("Accepted");

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_wrong_document_is_refused_with_every_fault_and_its_place(string name)
    {
        var exception = Assert.Throws<PolicyException>(() => PolicyText.Lower(Read("Refused", name)));
        Compare("Refused", name, exception.Message + "\n");
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_sound_document_becomes_these_engine_objects(string name) =>
        Compare("Accepted", name, Describe(PolicyText.Lower(Read("Accepted", name))));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void The_engine_takes_what_a_sound_document_becomes(string name)
    {
        var objects = PolicyText.Lower(Read("Accepted", name));
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        objects.Install(session);
        Assert.Equal(objects.Filters.Length, engine.Policy.FilterCount);
    }

    private static string Describe(PolicyObjects objects)
    {
        var text = new StringBuilder();
        foreach (var warning in objects.Warnings)
            text.Append(warning).Append('\n');
        foreach (var provider in objects.Providers)
            text.Append($"provider {provider.Name}\n");
        foreach (var subLayer in objects.SubLayers)
            text.Append($"sublayer {subLayer.Name} weight 0x{subLayer.Weight:x} fails {subLayer.FailMode.ToString().ToLowerInvariant()}\n");
        foreach (var callout in objects.Callouts)
            text.Append($"callout {callout.Spec.Name} at {PolicyLayers.NameOf(Layers.Get(callout.Spec.ApplicableLayer))}, code {callout.Source.Class ?? $"{callout.Source.Key}"}\n");
        foreach (var filter in objects.Filters)
        {
            var spec = filter.Spec;
            var subLayer = objects.SubLayers.FirstOrDefault(s => s.Key == spec.SubLayer)?.Name ?? "universal";
            var callout = objects.Callouts.FirstOrDefault(c => c.Spec.Key == spec.Callout) is { } called
                ? $" {called.Spec.Name} (context {spec.Context})"
                : "";
            text.Append($"{PolicyText.Describe(filter)}\n    {PolicyActions.Describe(spec)}{callout} by '{spec.Name}' in {subLayer}, weight {spec.Weight}, flags {spec.Flags}\n");
        }

        return text.ToString();
    }

    internal static void Compare(string kind, string name, string actual)
    {
        var path = Path.Combine(Folder(kind), name + ".expected");
        if (Environment.GetEnvironmentVariable("WEIR_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }

    internal static string Read(string kind, string name) => File.ReadAllText(Path.Combine(Folder(kind), name + ".yaml"));

    internal static TheoryData<string> Names(string kind) =>
        [.. Directory.GetFiles(Folder(kind), "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string Folder(string kind, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden", kind);
}
