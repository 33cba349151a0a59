using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Weir.Cli.Assemblies;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Running;

/// <summary>One run of <c>weir run</c>: from the policy file to the last counter.</summary>
internal sealed class PolicyRun(RunOptions options)
{
    private readonly BlockingCollection<Request> _requests = [];

    private enum Request
    {
        Stop,
        Reload,
        Keep,
    }

    public int Run()
    {
        PolicyDocument document = PolicyDocument.Load(options.PolicyPath);
        LinuxEngine.RequireKernel();
        using NetworkNamespace networkNamespace = OpenNamespace(options.NetworkNamespace);
        PolicyObjects objects = Prepare(document, networkNamespace);
        using CalloutSet callouts = CalloutSet.Load(options.CalloutAssemblies);
        ImmutableArray<CalloutCode> code = callouts.Resolve(objects);
        callouts.WarnOfUnused(code, Console.Error);

        // Before the first packet is filtered: a signal that comes while the engine opens must find a handler.
        using PosixSignalRegistration terminate = Listen(PosixSignal.SIGTERM, Request.Stop);
        using PosixSignalRegistration interrupt = Listen(PosixSignal.SIGINT, Request.Stop);
        using PosixSignalRegistration hangUp = Listen(PosixSignal.SIGHUP, Request.Reload);

        using WeirEngine weir = WeirEngine.Open(EngineOptions(networkNamespace));
        if (weir.HasAdopted)
        {
            Console.WriteLine($"adopts what is pinned as {options.PinDirectory}");
        }

        if (options.PrintEvents)
        {
            NamespaceInterfaces interfaces = new(networkNamespace);
            weir.NetEvents += seen => Console.WriteLine(
                options.Json ? EventText.ToJson(seen, weir.Policy, interfaces.FindName) : EventText.Describe(seen, weir.Policy));
        }

        using CalloutHost host = new(weir);
        host.Register(code, Console.Out);
        using Session session = weir.OpenSession(new SessionOptions { Name = "weir run" });
        objects.Install(session);
        weir.EndAdoption();
        Console.WriteLine("ready");
        foreach (LayerStatus layer in weir.ReadStatus().Where(layer => layer.FilterCount > 0))
        {
            Console.WriteLine(LayerText.Describe(layer));
        }

        weir.LayerMoved += layer => Console.WriteLine($"moved: {LayerText.Describe(layer)}");
        using NeighbourNamespaces neighbours = new(
            networkNamespace, name => $"to filter them there: weir run {options.PolicyPath} --netns {name}", Console.Out);
        bool kept = options.Confirm is not { } time || AskToKeep(time);
        if (kept)
        {
            ServeRequests(() => Reload(session, networkNamespace, callouts, host));
        }

        WriteCounters(weir);
        if (options.PrintEvents)
        {
            WriteMissingEvents(weir);
        }

        host.WriteCounters(Console.Out);
        if (options.PinDirectory is { } pinned)
        {
            if (kept)
            {
                Console.WriteLine($"the policy stays in force; to end it: weir off {pinned}");
            }
            else
            {
                weir.Unpin();
            }
        }

        return kept ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>At a low rate a second's worth of events may come at once, so that the rate means what it says.</summary>
    private LinuxEngineOptions EngineOptions(NetworkNamespace networkNamespace)
    {
        LinuxEngineOptions defaults = new();
        uint perSecond = options.EventsPerSecond ?? defaults.EventsPerSecond;
        return defaults with
        {
            NetworkNamespace = networkNamespace,
            PinDirectory = options.PinDirectory,
            ShowKernelDrops = options.ShowKernelDrops,
            EventsPerSecond = perSecond,
            EventBurst = Math.Clamp(perSecond, 1, defaults.EventBurst),
            EventSampling = options.EventSampling ?? defaults.EventSampling,
        };
    }

    private static NetworkNamespace OpenNamespace(string? where)
    {
        if (where is null)
        {
            return NetworkNamespace.OpenCurrent();
        }

        try
        {
            return Open(where);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"'{where}' is not a network namespace: --netns takes a name from 'ip netns list', a path such as /proc/42/ns/net, or a process id");
        }
    }

    private static NetworkNamespace Open(string where)
    {
        if (where.Contains('/', StringComparison.Ordinal))
        {
            return NetworkNamespace.OpenPath(where);
        }

        return int.TryParse(where, NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            ? NetworkNamespace.OpenProcess(processId)
            : NetworkNamespace.OpenNamed(where);
    }

    /// <summary>Lowers the policy for the namespace, and refuses one that would cut the operator off.</summary>
    private PolicyObjects Prepare(PolicyDocument document, NetworkNamespace networkNamespace)
    {
        NamespaceInterfaces interfaces = new(networkNamespace);
        PolicyObjects objects = document.Lower(interfaces, new HostIdentities(ControlGroup.FindId));
        foreach (PolicyDiagnostic warning in objects.Warnings)
        {
            Console.Error.WriteLine(warning);
        }

        using NetworkNamespace own = NetworkNamespace.OpenCurrent();
        if (options.Confirm is null && own.IsSameAs(networkNamespace) && OperatorConnection.FromEnvironment() is { } connection)
        {
            using FilterEngine trial = new(new ManagedEngine());
            using Session session = trial.OpenSession();
            objects.Install(session);
            if (connection.FindBlock(trial.Policy, interfaces.Indexes) is { } block)
            {
                string connected = $"the SSH session that you are using ({connection.Remote} to {connection.Local}:{connection.LocalPort})";
                string what = block.Spec.Action.CallsCallout()
                    ? $"asks a callout about {connected}, and nobody knows beforehand what it answers"
                    : $"would block {connected}";
                throw new UsageException(
                    $"filter '{block.Spec.Name}' {what}. Add --confirm 60 to try it all the same: it takes everything back unless you type 'keep' in time");
            }
        }

        return objects;
    }

    private PosixSignalRegistration Listen(PosixSignal signal, Request request) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _requests.Add(request);
        });

    private bool AskToKeep(TimeSpan time)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"type 'keep' within {time.TotalSeconds} seconds, or everything is taken back"));
        Thread reader = new(() =>
        {
            while (Console.In.ReadLine() is { } line)
            {
                if (line.Trim() == "keep")
                {
                    _requests.Add(Request.Keep);
                    return;
                }
            }
        })
        {
            IsBackground = true,
            Name = "confirmation",
        };
        reader.Start();
        if (_requests.TryTake(out Request answer, time) && answer == Request.Keep)
        {
            Console.WriteLine("kept");
            return true;
        }

        Console.Error.WriteLine("weir: not confirmed: everything is taken back");
        return false;
    }

    private void ServeRequests(Action reload)
    {
        while (_requests.Take() is var request && request != Request.Stop)
        {
            if (request == Request.Reload)
            {
                reload();
            }
        }
    }

    /// <summary>
    /// Replaces the policy in one transaction. What is wrong is told, and the policy before stays in force. Afterwards only the callouts of
    /// the policy in force are registered.
    /// </summary>
    private void Reload(Session session, NetworkNamespace networkNamespace, CalloutSet callouts, CalloutHost host)
    {
        try
        {
            PolicyObjects objects = Prepare(PolicyDocument.Load(options.PolicyPath), networkNamespace);
            ImmutableArray<CalloutCode> code = callouts.Resolve(objects);
            callouts.WarnOfUnused(code, Console.Error);
            host.Register(code, Console.Out);
            using Transaction transaction = session.BeginTransaction();
            foreach (InstalledFilter filter in session.Policy.Filters.ToList())
            {
                session.DeleteFilter(filter.Id);
            }

            foreach (InstalledCallout callout in session.Policy.Callouts.ToList())
            {
                session.DeleteCallout(callout.Key);
            }

            foreach (InstalledSubLayer subLayer in session.Policy.SubLayersByWeight.Where(one => one.Lifetime != Lifetime.BuiltIn).ToList())
            {
                session.DeleteSubLayer(subLayer.Key);
            }

            foreach (InstalledProviderContext context in session.Policy.ProviderContexts.ToList())
            {
                session.DeleteProviderContext(context.Key);
            }

            foreach (InstalledProvider provider in session.Policy.Providers.ToList())
            {
                session.DeleteProvider(provider.Key);
            }

            objects.AddTo(session);
            transaction.Commit();
            Console.WriteLine("reloaded");
        }
        catch (Exception exception) when (Failures.IsExpected(exception))
        {
            Failures.Report(exception, Console.Error);
            Console.Error.WriteLine("weir: the policy before stays in force");
        }

        host.UnregisterUnused(Console.Out);
    }

    private static string Beyond(InstalledFilter filter, FilterCounters counters) => filter.Spec.Limit is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; beyond its limit {counters.PacketsBeyondLimit} packets, {counters.BytesBeyondLimit} bytes");

    private static void WriteCounters(WeirEngine weir)
    {
        foreach (InstalledFilter filter in weir.Policy.Filters)
        {
            FilterCounters counters = weir.GetCounters(filter.Id);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{filter.Spec.Name} at {PolicyLayers.NameOf(Layers.Get(filter.Spec.Layer))}: {counters.Packets} packets, {counters.Bytes} bytes{Beyond(filter, counters)}"));
        }
    }

    private static void WriteMissingEvents(WeirEngine weir)
    {
        foreach (LayerId layer in Enum.GetValues<LayerId>())
        {
            LayerCounters counters = weir.GetLayerCounters(layer);
            if (counters.LeftOutEvents + counters.LostEvents > 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"events at {PolicyLayers.NameOf(Layers.Get(layer))}: {counters.LeftOutEvents} left out, {counters.LostEvents} lost"));
            }
        }
    }
}
