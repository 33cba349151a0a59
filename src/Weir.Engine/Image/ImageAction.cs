namespace Weir.Engine;

/// <summary>What a filter does, as bits.</summary>
internal static class ImageAction
{
    /// <summary>The filter blocks; otherwise it permits.</summary>
    public const uint Block = 1;

    /// <summary>The filter has <see cref="FilterFlags.ClearActionRight"/>.</summary>
    public const uint Clear = 2;

    /// <summary>The filter calls a callout, or it limits: the other bits say nothing.</summary>
    public const uint IsAsked = 4;

    /// <summary>The filter has conditions that only the CLR can test.</summary>
    public const uint IsManaged = 8;

    /// <summary>The bits that are the engine's; those above are for the owner of the image.</summary>
    public const uint All = 15;

    /// <summary>The bits of a filter.</summary>
    public static uint Of(FilterSpec filter, bool isManaged) =>
        (filter.Action == FilterAction.Block ? Block : 0)
        | (filter.Flags.HasFlag(FilterFlags.ClearActionRight) ? Clear : 0)
        | (filter.Action.MustBeAsked() ? IsAsked : 0)
        | (isManaged ? IsManaged : 0);
}
