namespace Weir.Engine;

/// <summary>Loops on the CLR, which end by themselves.</summary>
internal readonly struct UnboundedLoop : IImageLoop
{
    public static bool MayContinue() => true;
}
