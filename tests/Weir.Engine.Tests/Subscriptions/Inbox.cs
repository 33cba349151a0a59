using System.Collections.Concurrent;

namespace Weir.Engine.Tests.Subscriptions;

/// <summary>A subscriber that keeps what it is told, and can be held up.</summary>
internal sealed class Inbox<T> : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<T> _received = [];
    private readonly ManualResetEventSlim _isOpen = new(initialState: true);
    private readonly SemaphoreSlim _isInside = new(0);

    /// <summary>Keeps a notification. Held up, it waits with the notification that is next.</summary>
    public void Receive(T notification)
    {
        _isInside.Release();
        Assert.True(_isOpen.Wait(s_patience), "The test never opened the inbox.");
        _received.Add(notification);
    }

    public void Hold() => _isOpen.Reset();

    public void Open() => _isOpen.Set();

    /// <summary>Waits until the subscriber's code has been called once more than this was.</summary>
    public void WaitUntilInside() => Assert.True(_isInside.Wait(s_patience), "Nothing was delivered.");

    /// <summary>Whether the subscriber's code has been called once more than this and <see cref="WaitUntilInside"/> were.</summary>
    public bool TryWaitUntilInside(TimeSpan patience) => _isInside.Wait(patience);

    /// <summary>The next notification.</summary>
    public T Next()
    {
        Assert.True(_received.TryTake(out var notification, s_patience), "Nothing was delivered.");
        return notification;
    }

    /// <summary>The next notifications, as many as are asked for.</summary>
    public T[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>Everything received that has not been taken.</summary>
    public T[] Rest() => [.. _received];

    public void Dispose()
    {
        _isOpen.Set();
        _received.Dispose();
        _isInside.Dispose();
    }
}
