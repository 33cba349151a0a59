namespace Weir.Engine;

/// <summary>What the walk leaves to where it runs: how its loops go on, and where a packet has its words.</summary>
internal unsafe interface IImageLoop
{
    /// <summary>True when the loop may take another turn. The kernel's implementation spends its loop budget; the CLR needs none.</summary>
    static abstract bool MayContinue();

    /// <summary>One of the packet's words.</summary>
    /// <param name="words">What the walk was given.</param>
    /// <param name="index">Which, below <see cref="ImageWalk.WordCapacity"/>. Any number for a field that is absent.</param>
    static abstract ulong Word(ulong* words, uint index);
}
