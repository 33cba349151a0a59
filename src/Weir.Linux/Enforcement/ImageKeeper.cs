using Weir.Bpf;
using Weir.Engine;

namespace Weir.Linux;

/// <summary>
/// Does on a thread of its own what would hold commits up: writes images anew that have become too small, too large or patchy, and frees what
/// packets have left behind.
/// </summary>
internal sealed class ImageKeeper : IDisposable
{
    // About as long as a grace period takes.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(20);

    private readonly LivePolicyImage?[] _images;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isDisposed;

    /// <param name="images">By slot; a place is null as long as its layer has none.</param>
    public ImageKeeper(LivePolicyImage?[] images)
    {
        _images = images;
        _thread = new Thread(Run) { IsBackground = true, Name = "Weir images" };
        _thread.Start();
    }

    /// <summary>An image has changed.</summary>
    public void Look() => _wake.Set();

    public void Dispose()
    {
        _isDisposed = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        bool isClean = true;
        while (!_isDisposed)
        {
            _wake.WaitOne(isClean ? Timeout.InfiniteTimeSpan : s_grace);
            isClean = true;
            for (int slot = 0; slot < _images.Length; slot++)
            {
                if (_isDisposed)
                {
                    return;
                }

                if (Volatile.Read(ref _images[slot]) is not { } image)
                {
                    continue;
                }

                TryRebuild(image);
                isClean &= image.Reclaim();
            }
        }
    }

    private static void TryRebuild(LivePolicyImage image)
    {
        try
        {
            if (image.WantsRebuild)
            {
                image.Rebuild();
            }
        }
        catch (Exception exception) when (exception is BpfException or InsufficientMemoryException)
        {
            // The image stays as it was, and the next commit comes here again. One that finds no room tells its caller why.
        }
    }
}
