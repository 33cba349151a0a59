using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Commands;

/// <summary><c>weir check POLICY</c>: says whether a policy file is sound, and what it installs, without touching the kernel.</summary>
internal static partial class CheckCommand
{
    public static Command Create()
    {
        var policy = new Argument<string>("POLICY") { Description = "The policy file; - reads standard input." };
        var json = new Option<bool>("--json") { Description = "Write the answer as JSON." };
        var strict = new Option<bool>("--strict") { Description = "Answer 1 when there are warnings." };
        var command = new Command("check", "Check a policy file, show what it installs, and warn of what it does not do.") { policy, json, strict };
        command.SetAction(result => Run(result.GetRequiredValue(policy), result.GetValue(json), result.GetValue(strict)));
        return command;
    }

    private static int Run(string path, bool json, bool strict)
    {
        PolicyObjects objects;
        ImmutableArray<RankedFilter> ranked;
        ImmutableArray<PolicyDiagnostic> warnings;
        var interfaces = new PlaceholderInterfaces();
        try
        {
            var document = path == "-" ? PolicyDocument.Parse(Console.In.ReadToEnd(), "<stdin>") : PolicyDocument.Load(path);
            objects = document.Lower(interfaces);
            ranked = objects.Rank();
            warnings = [.. objects.Warnings, .. PolicyLint.Check(objects, new LintOptions { HasPlaceholders = true, WhyNotSupplied = LinuxFields.WhyNotSupplied, WhyNotLimited = WhyNotLimited })];
        }
        catch (PolicyException exception)
        {
            if (json)
                WriteJson(path, null, [], exception.Diagnostics, interfaces, exception.OmittedErrors);
            else
                WriteFaults(exception);
            return ExitCodes.Failed;
        }

        if (json)
            WriteJson(path, objects, ranked, warnings, interfaces);
        else
            WriteSummary(path, objects, ranked, warnings, interfaces);
        return strict && warnings.Length > 0 ? ExitCodes.Failed : ExitCodes.Ok;
    }

    /// <summary>As with fields, nothing is said of layers where nothing is classified yet.</summary>
    private static string? WhyNotLimited(Layer layer) => LinuxLayers.WhyNotClassified(layer) is null ? LinuxLimits.WhyNotLimited(layer) : null;

    private static void WriteFaults(PolicyException exception)
    {
        foreach (var diagnostic in exception.Diagnostics)
            Console.Error.WriteLine(diagnostic);
        var errors = exception.Diagnostics.Count(d => d.Severity == PolicySeverity.Error);
        var all = Count(errors + exception.OmittedErrors, "error");
        Console.Error.WriteLine(exception.OmittedErrors == 0 ? all : $"{all}, of which the first {errors} are shown");
    }

    private static void WriteSummary(
        string path, PolicyObjects objects, ImmutableArray<RankedFilter> ranked, ImmutableArray<PolicyDiagnostic> warnings, PlaceholderInterfaces interfaces)
    {
        foreach (var warning in warnings)
            Console.Error.WriteLine(warning);

        var written = objects.Filters.Select(f => f.Source.Name).ToHashSet().Count;
        Console.WriteLine($"{path}: sound; {ProviderText(objects)}, {Count(objects.SubLayers.Length, "sublayer")}, {Count(written, "filter")} written, {objects.Filters.Length} installed");
        WriteCallouts(objects);
        foreach (var layer in ranked.Select(filter => filter.Filter.Spec.Layer).Distinct().Order().Select(Layers.Get))
        {
            var table = new TextTable("sublayer", "filter", "weight", "action", "when");
            foreach (var filter in ranked)
            {
                var spec = filter.Filter.Spec;
                if (spec.Layer != layer.Id)
                    continue;
                table.Add(
                    $"{filter.SubLayerName} (0x{filter.SubLayerWeight:x4})",
                    spec.Name,
                    $"0x{filter.EffectiveWeight:x16}",
                    ActionText(filter.Filter),
                    ConditionText.Describe(spec.Conditions, interfaces.NameOf));
            }

            Console.WriteLine();
            Console.WriteLine($"{PolicyLayers.NameOf(layer)}, in the order of evaluation:");
            table.Write(Console.Out);
        }
    }

    private static string ActionText(PolicyFilterSpec filter)
    {
        var text = PolicyActions.Describe(filter.Spec);
        if (filter.Source.Callout is { } callout)
            text += $" {callout}{(filter.Spec.Context == 0 ? "" : $" ({filter.Spec.Context})")}";
        if (filter.Spec.Flags.HasFlag(FilterFlags.ClearActionRight))
            text += ", hard";
        return filter.Spec.Flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered) ? text + ", permit if unregistered" : text;
    }

    private static void WriteCallouts(PolicyObjects objects)
    {
        if (objects.Callouts.IsEmpty)
            return;
        var table = new TextTable("callout", "layer", "key", "code");
        foreach (var (spec, source) in objects.Callouts)
            table.Add(spec.Name, PolicyLayers.NameOf(Layers.Get(spec.ApplicableLayer)), $"{spec.Key}", source.Class ?? $"[Callout(\"{source.Key}\")]");
        Console.WriteLine();
        Console.WriteLine("callouts:");
        table.Write(Console.Out);
    }

    private static string ProviderText(PolicyObjects objects) =>
        objects.Provider is { } provider ? $"provider {provider.Name}" : Count(objects.Providers.Length, "provider");

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
