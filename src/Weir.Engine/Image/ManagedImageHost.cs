namespace Weir.Engine;

/// <summary>Images for readers on the CLR, who announce themselves to <see cref="ImageReaders"/>.</summary>
/// <param name="marksOf">What is kept with filters, if anything.</param>
internal sealed class ManagedImageHost(Func<InstalledFilter, ImageFilterMarks>? marksOf = null) : IImageHost
{
    public static ManagedImageHost Instance { get; } = new();

    public ImageMemory Allocate(long size) => new ManagedImageMemory(size);

    public void Use(ImageMemory memory)
    {
        // Readers find it by the object that asked for it.
    }

    public ImageFilterMarks MarksOf(InstalledFilter filter) => marksOf?.Invoke(filter) ?? default;

    public void Forget(InstalledFilter filter)
    {
        // It was given nothing.
    }

    public IGracePeriod BeginGracePeriod() => ImageReaders.BeginGracePeriod();
}
