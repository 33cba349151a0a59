using System.Collections.Immutable;
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
        PolicyDocument document = PolicyDocument.Load(options.PolicyPath);
        PolicyObjects objects = document.Lower(options.CapturePath is null ? _names : new CaptureInterface(options.Interface));
        ImmutableArray<SeenTraffic> traffic = ReadTraffic();
        using CalloutSet callouts = CalloutSet.Load(options.CalloutAssemblies);
        ManagedEngine kernel = new();
        using FilterEngine engine = new(kernel);
        Register(engine, callouts, objects);
        using Session session = engine.OpenSession(new SessionOptions { Name = "weir explain" });
        objects.Install(session);
        Write([.. traffic.Select(seen => TrafficExplanation.Of(seen.Traffic, values => kernel.Explain(values, seen.Bytes.Span, seen.Metadata)))]);
        return ExitCodes.Ok;
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

    private void Write(ImmutableArray<TrafficExplanation> explanations)
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

        Console.Write(string.Join("\n", explanations.Select(explanation => ExplanationText.Describe(explanation, how))));
    }
}
