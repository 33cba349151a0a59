using Weir.Engine;

namespace Weir.Cli.Assemblies;

/// <summary>The user half of a callout at work, on a thread of its own.</summary>
internal sealed class UserHalf : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    private UserHalf(IHostedCallout callout, CalloutRegistration registration)
    {
        Registration = registration;
        CancellationToken stop = _stop.Token;
        _thread = new Thread(() => Run(callout, registration, stop)) { IsBackground = true, Name = registration.ToString() };
    }

    /// <summary>The registration that it works with.</summary>
    public CalloutRegistration Registration { get; }

    public static UserHalf Start(IHostedCallout callout, CalloutRegistration registration)
    {
        UserHalf half = new(callout, registration);
        half._thread.Start();
        return half;
    }

    /// <summary>Tells it to end, and does not wait.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        Stop();
        if (!_thread.Join(s_patience))
        {
            Console.Error.WriteLine($"weir: the user half of {Registration} does not end; going on without it");
        }

        _stop.Dispose();
    }

    private static void Run(IHostedCallout callout, CalloutRegistration registration, CancellationToken stop)
    {
        try
        {
            callout.Run(registration, stop);
        }
        catch (OperationCanceledException)
        {
            // It was told to stop.
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"weir: the user half of {registration} failed: {failure.Message}");
        }
    }
}
