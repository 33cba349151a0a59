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

    private readonly IReadOnlyList<LivePolicyImage> _images;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isDisposed;

    public ImageKeeper(IReadOnlyList<LivePolicyImage> images)
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
            foreach (LivePolicyImage image in _images)
            {
                if (_isDisposed)
                {
                    return;
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
