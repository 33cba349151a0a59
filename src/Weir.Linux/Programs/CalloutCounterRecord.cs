namespace Weir.Linux.Programs;

/// <summary>How the callout in one slot of a layer has been called; both only ever grow while the callout is registered.</summary>
internal struct CalloutCounterRecord
{
    public long Classifications;
    public long Faults;
}
