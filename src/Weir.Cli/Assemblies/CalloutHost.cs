using System.Collections.Immutable;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Assemblies;

/// <summary>The registered callouts of a run, with the user halves that work while they are registered.</summary>
internal sealed class CalloutHost(WeirEngine weir) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Registered> _registered = [];
    private readonly List<Thread> _userHalves = [];

    /// <summary>Registers the code of a policy's callouts that is not registered yet, and tells the ids.</summary>
    /// <exception cref="UsageException">A callout has another class than the one it is registered with.</exception>
    public void Register(ImmutableArray<CalloutCode> callouts, TextWriter output)
    {
        foreach (CalloutCode code in callouts)
        {
            Guid key = code.Object.Spec.Key;
            if (_registered.Find(one => one.Registration.Key == key) is { } known)
            {
                RequireSameClass(known, code);
                continue;
            }

            CalloutRegistration registration = weir.RegisterCallout(code.Instance, key);
            _registered.Add(new Registered(code.Object.Source, code.Object.Spec.ApplicableLayer, registration));
            output.WriteLine($"callout {NameOf(_registered[^1])}: id {registration.Id}");
            if (code.Instance is IHostedCallout hosted && _registered.Count(one => one.Registration.Callout == hosted) == 1)
            {
                Start(hosted, registration);
            }
        }
    }

    public void WriteCounters(TextWriter output)
    {
        foreach (Registered one in _registered)
        {
            CalloutCounters counters = one.Registration.ReadCounters();
            output.WriteLine($"callout {NameOf(one)}: {counters.Classifications} classifications, {counters.Faults} faults");
        }
    }

    /// <summary>
    /// Ends the user halves. The callouts stay registered until the engine closes, which takes its hooks away first: without their code
    /// the filters that ask them would block in between.
    /// </summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _userHalves)
        {
            if (!thread.Join(s_patience))
            {
                Console.Error.WriteLine($"weir: the user half of {thread.Name} does not end; going on without it");
            }
        }

        _stop.Dispose();
    }

    private void Start(IHostedCallout hosted, CalloutRegistration registration)
    {
        Thread thread = new(() =>
        {
            try
            {
                hosted.Run(registration, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                // It was told to stop.
            }
            catch (Exception failure)
            {
                Console.Error.WriteLine($"weir: the user half of {registration} failed: {failure.Message}");
            }
        })
        {
            IsBackground = true,
            Name = registration.ToString(),
        };
        _userHalves.Add(thread);
        thread.Start();
    }

    private static void RequireSameClass(Registered known, CalloutCode code)
    {
        if (known.Registration.CalloutType != code.Instance.GetType())
        {
            throw new UsageException(
                $"callout '{known.Source.Name}' is registered with {known.Registration.CalloutType.FullName}, and the policy wants "
                + $"{code.Instance.GetType().FullName}: end the run and start it again to change its code");
        }
    }

    private static string NameOf(Registered one) =>
        one.Source.Layers.Length == 1 ? one.Source.Name : $"{one.Source.Name} at {PolicyLayers.NameOf(Layers.Get(one.Layer))}";

    private sealed record Registered(PolicyCallout Source, LayerId Layer, CalloutRegistration Registration);
}
