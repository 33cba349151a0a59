namespace Weir.Linux;

/// <summary>
/// What an engine with <see cref="LinuxEngineOptions.PinDirectory"/> has left in the kernel: programs that go on enforcing the last policy
/// without a process.
/// </summary>
public static class PinnedEnforcement
{
    /// <summary>Takes a pinned enforcement away. Traffic flows as if Weir had never been there.</summary>
    /// <param name="directory">The directory that it was pinned as.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">A process still enforces there, or the directory is of something else.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not remove it; it needs root.</exception>
    /// <exception cref="Bpf.BpfException">The kernel refuses.</exception>
    public static void Remove(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        using PinDirectory pins = PinDirectory.Open(directory);
        pins.Remove();
    }
}
