namespace Weir.Engine;

/// <summary>
/// What a policy image that changes in place wants of the world it lies in: memory, a way for readers to find it, and the certainty that
/// nobody reads any more what was there before.
/// </summary>
internal interface IImageHost
{
    /// <summary>Gives a block of memory, zeroed.</summary>
    /// <param name="size">Bytes that it must have at least.</param>
    /// <exception cref="InsufficientMemoryException">There is no block so large.</exception>
    ImageMemory Allocate(long size);

    /// <summary>
    /// The image has moved: readers find it here from now on. Those that have begun may go on in the block before, which is disposed
    /// after a grace period. An exception leaves everything as it was.
    /// </summary>
    /// <param name="memory">A block that this host gave.</param>
    void Use(ImageMemory memory);

    /// <summary>What <see cref="ImageFilter.Action"/> and <see cref="ImageFilter.Counter"/> are to have beside the engine's own bits.</summary>
    ImageFilterMarks MarksOf(InstalledFilter filter);

    /// <summary>The filter is in no version that anybody reads: what was given to it may be given to another.</summary>
    void Forget(InstalledFilter filter);

    /// <summary>Begins to wait, without blocking, for all who are reading now.</summary>
    IGracePeriod BeginGracePeriod();
}
