using System.CommandLine;
using System.Globalization;
using Weir.Cli.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir run POLICY</c>: enforces a policy in the foreground, and takes it away when it ends.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var policy = new Argument<string>("POLICY") { Description = "The policy file." };
        var networkNamespace = new Option<string?>("--netns") { HelpName = "name", Description = "The network namespace to enforce in: a name, a path or a process id." };
        var host = new Option<bool>("--host") { Description = "Enforce in the namespace of this shell: on the machine itself." };
        var controlGroup = new Option<string?>("--cgroup") { HelpName = "path", Description = "Enforce for a control group (no layer of today's does)." };
        var callout = new Option<string[]>("--callout")
        {
            HelpName = "assembly",
            Description = "An assembly with callouts that the policy names; may be repeated.",
        };
        var events = new Option<bool>("--events") { Description = "Print a line for each blocked packet." };
        var json = new Option<bool>("--json") { Description = "With --events: a line of JSON for each, with the filters by key and name." };
        var eventRate = new Option<string?>("--event-rate") { HelpName = "number", Description = "With --events: the most a second, 0 for all. 10000 by default; what is beyond is counted." };
        var eventSample = new Option<string?>("--event-sample") { HelpName = "number", Description = "With --events: one of so many, drawn by lot. The others are counted." };
        var kernelDrops = new Option<bool>("--kernel-drops") { Description = "Show what the kernel drops by itself at inbound-ippacket-discard and inbound-transport-discard." };
        var pin = new Option<string?>("--pin")
        {
            HelpName = "directory",
            Description = "Go on enforcing when this process ends: pin programs and maps in this directory of a bpf file system. What is pinned there already is adopted.",
        };
        var confirm = new Option<string?>("--confirm") { HelpName = "seconds", Description = "Take everything back unless 'keep' is typed within so many seconds." };
        var command = new Command("run", "Enforce a policy until interrupted; remove everything then.")
        {
            policy, networkNamespace, host, controlGroup, callout, events, eventRate, eventSample, json, kernelDrops, pin, confirm,
        };
        command.SetAction(result => Run(
            new RunOptions
            {
                PolicyPath = result.GetRequiredValue(policy),
                NetworkNamespace = result.GetValue(networkNamespace),
                CalloutAssemblies = [.. result.GetValue(callout) ?? []],
                PrintEvents = result.GetValue(events),
                EventsPerSecond = ReadNumber(result, eventRate, least: 0),
                EventSampling = ReadNumber(result, eventSample, least: 1),
                Json = result.GetValue(json),
                ShowKernelDrops = result.GetValue(kernelDrops),
                PinDirectory = result.GetValue(pin),
                Confirm = result.GetValue(confirm) is { } seconds ? ReadSeconds(seconds) : null,
            },
            result.GetValue(host),
            result.GetValue(controlGroup)));
        return command;
    }

    private static int Run(RunOptions options, bool host, string? controlGroup)
    {
        if (controlGroup is not null)
        {
            throw new UsageException("the transport layers belong to a network namespace, not to a control group: use --netns and leave --cgroup out");
        }

        if (options is { Json: true, PrintEvents: false })
        {
            throw new UsageException("--json is about events: add --events");
        }

        if (!options.PrintEvents && (options.EventsPerSecond ?? options.EventSampling) is not null)
        {
            throw new UsageException("--event-rate and --event-sample are about events: add --events");
        }

        if (options is { ShowKernelDrops: true, PinDirectory: not null })
        {
            throw new UsageException("what is pinned cannot show the kernel's own drops: leave out --kernel-drops or --pin");
        }

        if (host == (options.NetworkNamespace is not null))
        {
            throw new UsageException(host
                ? "give either --netns or --host, not both"
                : "say where to enforce: --netns NAME for a network namespace, or --host for this machine's own traffic; without either nothing is filtered, so that nobody filters a machine by accident");
        }

        return new PolicyRun(options).Run();
    }

    private static uint? ReadNumber(ParseResult result, Option<string?> option, uint least)
    {
        if (result.GetValue(option) is not { } text)
        {
            return null;
        }

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number >= least
            ? number
            : throw new UsageException($"{option.Name} takes a number from {least} to {uint.MaxValue}, not '{text}'");
    }

    private static TimeSpan ReadSeconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 5 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"--confirm takes 5 to 3600 seconds, not '{text}'");
}
