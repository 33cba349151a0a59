using Weir.Engine;

namespace Weir.Linux;

/// <summary>The world of a layer's policy image in the kernel: maps with programs over them, and packets as readers.</summary>
internal sealed class LayerHost(LayerProgramSet programs, uint slot) : IImageHost
{
    /// <summary>Loads the layer's program over the new map too, so that <see cref="Use"/> has only to switch to it.</summary>
    public ImageMemory Allocate(long size) => programs.Allocate(slot, size);

    public void Use(ImageMemory memory) => programs.Use(slot, (LayerMemory)memory);

    public ImageFilterMarks MarksOf(InstalledFilter filter) => new(Action: 0, programs.Records.IndexOf(filter.Id));

    public void Forget(InstalledFilter filter)
    {
        // Its record lives as long as the filter, whatever images there are.
    }

    public IGracePeriod BeginGracePeriod() => new Period(programs.Records.Grace);

    private sealed class Period(GracePeriods periods) : IGracePeriod
    {
        private readonly long _number = periods.Ask();

        public bool IsOver => periods.HasPassed(_number);
    }
}
