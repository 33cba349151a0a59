using System.CommandLine;
using System.Text.Json;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Commands;

/// <summary><c>weir status DIRECTORY</c>: tells what <c>weir run --pin</c> enforces, with or without its process.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIRECTORY") { Description = "The directory that 'weir run --pin' was given." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("status", "Say where a pinned enforcement stands: its layers, their hooks and filters.") { directory, json };
        command.SetAction(result =>
        {
            PinnedStatus status = PinnedEnforcement.ReadStatus(result.GetRequiredValue(directory));
            if (result.GetValue(json))
            {
                JsonOutput.Write(writer => Write(writer, status));
                return ExitCodes.Ok;
            }

            Console.WriteLine($"pinned as {status.Directory}; {(status.HasProcess ? "a process enforces" : "no process; the kernel goes on enforcing")}");
            foreach (LayerStatus layer in status.Layers)
            {
                Console.WriteLine(LayerText.Describe(layer));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, PinnedStatus status)
    {
        json.WriteString("directory", status.Directory);
        json.WriteBoolean("process", status.HasProcess);
        json.WriteStartArray("layers");
        foreach (LayerStatus layer in status.Layers)
        {
            json.WriteStartObject();
            json.WriteString("layer", PolicyLayers.NameOf(Layers.Get(layer.Layer)));
            json.WriteString("placement", layer.Placement == LayerPlacement.Action ? "action" : "verdict");
            json.WriteNumber("filters", layer.FilterCount);
            json.WriteString("failMode", layer.FailMode == FailMode.Closed ? "closed" : "open");
            json.WriteStartArray("hooks");
            foreach (LayerHook hook in layer.Hooks)
            {
                json.WriteStartObject();
                json.WriteString("hook", hook.Name);
                if (hook.Priority is { } priority)
                {
                    json.WriteNumber("priority", priority);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
