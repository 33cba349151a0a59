namespace Weir.Engine;

/// <summary>The walk on the CLR: loops end by themselves, and a packet's words lie side by side.</summary>
internal readonly unsafe struct UnboundedLoop : IImageLoop
{
    public static bool MayContinue() => true;

    public static ulong Word(ulong* words, uint index) => words[index & (ImageWalk.WordCapacity - 1)];
}
