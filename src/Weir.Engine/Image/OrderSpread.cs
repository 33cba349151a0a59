namespace Weir.Engine;

/// <summary>
/// Numbers for filters that are laid out together: ascending, with gaps for those that come later between them, and with most of the room
/// before the first and behind the last.
/// </summary>
/// <param name="count">Number of filters.</param>
internal struct OrderSpread(int count)
{
    /// <summary>The largest gap; one that is left when filters are put at an end.</summary>
    public const uint LargestStep = 1 << 14;

    /// <summary>Above all orders; below all is 0.</summary>
    public const uint End = uint.MaxValue;

    private readonly uint _step = (uint)Math.Min(LargestStep, (End / 2) / ((uint)count + 1));
    private uint _last = (uint)((End / 2) - ((ulong)count * Math.Min(LargestStep, (End / 2) / ((uint)count + 1)) / 2));

    /// <summary>The next number.</summary>
    public uint Next() => _last += _step;
}
