using Weir.Bpf;

namespace Weir.Linux;

/// <summary>
/// Tells when the kernel has seen off every program that was running at a given time, so that what those programs could still read may be
/// written again. A thread of its own waits in the kernel, which answers the update of a map of maps only after a grace period of its
/// read-copy-update: whoever needs a grace period asks early, and hardly ever waits. Safe for use by several threads at once.
/// </summary>
internal sealed class GracePeriods : IDisposable
{
    private readonly object _gate = new();
    private readonly BpfMap _mapOfMaps;
    private readonly BpfMap _element;
    private Thread? _thread;
    private long _asked;
    private long _passed;
    private bool _isDisposed;
    private Exception? _failure;

    /// <summary>Prepares; the thread starts with the first question.</summary>
    /// <param name="mapOfMaps">A map of maps.</param>
    /// <param name="element">Its element at index 0, which is put there again.</param>
    public GracePeriods(BpfMap mapOfMaps, BpfMap element)
    {
        _mapOfMaps = mapOfMaps;
        _element = element;
    }

    /// <summary>Asks for a grace period that begins from now on.</summary>
    /// <returns>Its number, for <see cref="HasPassed"/> and <see cref="Wait(long)"/>.</returns>
    public long Ask()
    {
        lock (_gate)
        {
            _asked++;
            Monitor.PulseAll(_gate);
            if (_thread is null && !_isDisposed)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "Weir grace periods" };
                _thread.Start();
            }

            return _asked;
        }
    }

    /// <summary>True when no program runs any more that ran when the period was asked for.</summary>
    public bool HasPassed(long period)
    {
        lock (_gate)
        {
            return _passed >= period;
        }
    }

    /// <summary>Waits until <see cref="HasPassed"/>.</summary>
    public void Wait(long period)
    {
        lock (_gate)
        {
            while (_passed < period)
            {
                if (_failure is not null)
                {
                    throw new InvalidOperationException("The kernel refused to wait for its programs.", _failure);
                }

                ObjectDisposedException.ThrowIf(_isDisposed, this);
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Waits until no program runs any more that runs now.</summary>
    public void Wait() => Wait(Ask());

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
    }

    private void Run()
    {
        try
        {
            while (Next() is { } period)
            {
                _mapOfMaps.Update(0u, _element);
                lock (_gate)
                {
                    _passed = period;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (BpfException failure)
        {
            lock (_gate)
            {
                _failure = failure;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>The latest period that was asked for and has not passed; null at the end.</summary>
    private long? Next()
    {
        lock (_gate)
        {
            while (_asked == _passed && !_isDisposed)
            {
                Monitor.Wait(_gate);
            }

            return _isDisposed ? null : _asked;
        }
    }
}
