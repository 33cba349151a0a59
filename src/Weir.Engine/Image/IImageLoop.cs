namespace Weir.Engine;

/// <summary>Lets the walk's loops go on. The kernel's implementation spends its loop budget; the CLR needs none.</summary>
internal interface IImageLoop
{
    /// <summary>True when the loop may take another turn.</summary>
    static abstract bool MayContinue();
}
