using System.Collections.Immutable;
using System.Text.Json;
using Weir.Cli.Assemblies;
using Weir.Cli.Replaying;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Explaining;

/// <summary>One run of <c>weir explain</c>.</summary>
internal sealed class PolicyExplanation(ExplainOptions options)
{
    private readonly MachineNames _names = new();

    public int Run()
    {
        IInterfaceResolver interfaces = options.CapturePath is null ? _names : new CaptureInterface(options.Interface);
        ImportResult? imported = PolicyImporters.Recognize(options.PolicyPath)?.Load(options.PolicyPath, new ImportOptions { Interfaces = interfaces });
        PolicyObjects? objects = imported is null ? PolicyDocument.Load(options.PolicyPath).Lower(interfaces, new HostIdentities(ControlGroup.FindId)) : null;
        RecordedEvent? seen = options.Event is null ? null : ReadEvent();
        ImmutableArray<SeenTraffic> traffic = seen is null ? ReadTraffic() : [new SeenTraffic(seen.Traffic)];
        using CalloutSet callouts = CalloutSet.Load(options.CalloutAssemblies);
        ManagedEngine kernel = new();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession(new SessionOptions { Name = "weir explain" });
        if (imported is not null)
        {
            Install(imported, session);
        }
        else
        {
            Register(engine, callouts, objects!);
            objects!.Install(session);
        }

        ImmutableArray<TrafficExplanation> explanations =
            [.. traffic.Select(one => TrafficExplanation.Of(one.Traffic, session.Policy, values => kernel.Explain(values, one.Bytes.Span, one.Metadata)))];
        Write(explanations, seen is null ? null : new EventComparison(seen, explanations[0].Steps[0].Explanation!));
        return ExitCodes.Ok;
    }

    private void Install(ImportResult imported, Session session)
    {
        if (!options.CalloutAssemblies.IsEmpty)
        {
            throw new UsageException("the callouts of an imported policy have no code here: leave --callout out");
        }

        if (!imported.Report.IsComplete)
        {
            Console.Error.WriteLine($"weir: not everything in {options.PolicyPath} came in: weir import {options.PolicyPath} says what was left out");
        }

        imported.Install(session);
    }

    private RecordedEvent ReadEvent()
    {
        string text = options.Event!.TrimStart();
        try
        {
            return RecordedEvent.Parse(text.StartsWith('{') ? text : FirstObject(text), _names);
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"--event: {wrong.Message}");
        }
    }

    /// <summary>The first line that is an object: what weir run prints besides events is passed over.</summary>
    private static string FirstObject(string path)
    {
        using TextReader reader = path == "-" ? Console.In : File.OpenText(path);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('{'))
            {
                return line;
            }
        }

        throw new UsageException($"there is no event in {(path == "-" ? "standard input" : path)}: no line begins with {{");
    }

    private ImmutableArray<SeenTraffic> ReadTraffic()
    {
        if (options.CapturePath is not null)
        {
            return CapturedTraffic.Read(options);
        }

        try
        {
            return [new SeenTraffic(TrafficText.Parse(options.Description!, _names, options.Layer))];
        }
        catch (PolicyException wrong)
        {
            throw new WrongDescriptionException(wrong);
        }
    }

    /// <summary>Registers the code of the callouts that the given assemblies have; a policy may be explained without it.</summary>
    private void Register(FilterEngine engine, CalloutSet callouts, PolicyObjects objects)
    {
        if (options.CalloutAssemblies.IsEmpty)
        {
            return;
        }

        ImmutableArray<CalloutCode> code = callouts.Resolve(objects);
        callouts.WarnOfUnused(code, Console.Error);
        foreach (CalloutCode one in code)
        {
            UserCode.Call(one.Instance.GetType(), () => engine.RegisterCallout(one.Instance, one.Object.Spec.Key));
        }
    }

    private void Write(ImmutableArray<TrafficExplanation> explanations, EventComparison? comparison)
    {
        ExplanationOptions how = new()
        {
            ShowAll = options.ShowAll,
            InterfaceName = options.CapturePath is null ? _names.NameOfInterface : index => index == CaptureInterface.Index ? options.Interface : null,
            WhyNotEnforced = LinuxLayers.WhyNotClassified,
        };
        if (options.Json)
        {
            JsonOutput.Write(json =>
            {
                json.WriteString("policy", options.PolicyPath);
                if (comparison is not null)
                {
                    WriteEvent(json, comparison);
                }

                json.WriteStartArray("explanations");
                foreach (TrafficExplanation explanation in explanations)
                {
                    json.WriteStartObject();
                    ExplanationJson.WriteMembers(json, explanation, how);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return;
        }

        Console.Write(comparison?.Describe());
        Console.Write(string.Join("\n", explanations.Select(explanation => ExplanationText.Describe(explanation, how))));
    }

    private static void WriteEvent(Utf8JsonWriter json, EventComparison comparison)
    {
        json.WriteStartObject("event");
        json.WriteString("time", comparison.Event.Time);
        json.WriteString("verdict", comparison.Event.Verdict == Verdict.Block ? "block" : "permit");
        json.WriteBoolean("veto", comparison.Event.IsVeto);
        json.WriteString("filter", comparison.Event.Filter?.Name);
        json.WriteString("filter_key", comparison.Event.Filter?.Key?.ToString());
        json.WriteBoolean("agrees", comparison.Agrees);
        json.WriteStartArray("terminating_filters");
        foreach (RecordedDecision decision in comparison.Event.Decisions)
        {
            json.WriteStartObject();
            json.WriteString("sublayer", decision.SubLayer);
            json.WriteString("filter", decision.Filter.Name);
            json.WriteString("filter_key", decision.Filter.Key?.ToString());
            json.WriteString("action", decision.IsBlock ? "block" : "permit");
            json.WriteBoolean("clear_action_right", decision.ClearActionRight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
