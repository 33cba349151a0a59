using System.Collections.Immutable;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Assemblies;

/// <summary>The registered callouts of a run, with the user halves that work while they are registered.</summary>
internal sealed class CalloutHost(WeirEngine weir) : IDisposable
{
    private readonly List<Registered> _registered = [];
    private readonly List<UserHalf> _userHalves = [];

    /// <summary>Registers the code of a policy's callouts that is not registered yet, and tells the ids.</summary>
    /// <exception cref="UsageException">A callout has another class than the one it is registered with, or the class is wrong.</exception>
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

            CalloutRegistration registration = UserCode.Call(code.Instance.GetType(), () => weir.RegisterCallout(code.Instance, key));
            Registered added = new(code.Object.Source, code.Object.Spec.ApplicableLayer, registration);
            _registered.Add(added);
            output.WriteLine($"callout {NameOf(added)}: id {registration.Id}");
            StartUserHalf(registration);
        }
    }

    /// <summary>
    /// Unregisters the callouts that the policy in force does not have, whose places others may need, and tells how they were called.
    /// A user half that worked for one of them ends; when its instance serves other callouts too, it starts again for those.
    /// </summary>
    public void UnregisterUnused(TextWriter output)
    {
        List<Registered> unused = _registered.FindAll(one => weir.Policy.FindCallout(one.Registration.Key) is null);
        foreach (Registered one in unused)
        {
            _registered.Remove(one);
            if (_userHalves.Find(half => half.Registration == one.Registration) is { } userHalf)
            {
                _userHalves.Remove(userHalf);
                userHalf.Dispose();
            }

            WriteCounters(one, output);
            one.Registration.Dispose();
        }

        foreach (Registered one in _registered)
        {
            StartUserHalf(one.Registration);
        }
    }

    public void WriteCounters(TextWriter output)
    {
        foreach (Registered one in _registered)
        {
            WriteCounters(one, output);
        }
    }

    /// <summary>
    /// Ends the user halves. The callouts stay registered until the engine closes, which takes its hooks away first: without their code
    /// the filters that ask them would block in between.
    /// </summary>
    public void Dispose()
    {
        foreach (UserHalf half in _userHalves)
        {
            half.Stop();
        }

        foreach (UserHalf half in _userHalves)
        {
            half.Dispose();
        }
    }

    /// <summary>Starts the user half of a callout that has one, unless its instance is at work already.</summary>
    private void StartUserHalf(CalloutRegistration registration)
    {
        if (registration.Callout is IHostedCallout hosted && !_userHalves.Exists(half => half.Registration.Callout == hosted))
        {
            _userHalves.Add(UserHalf.Start(hosted, registration));
        }
    }

    private static void WriteCounters(Registered one, TextWriter output)
    {
        CalloutCounters counters = one.Registration.ReadCounters();
        output.WriteLine($"callout {NameOf(one)}: {counters.Classifications} classifications, {counters.Faults} faults");
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
