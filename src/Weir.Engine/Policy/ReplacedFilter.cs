namespace Weir.Engine;

/// <summary>A filter that a commit has put in the place of another with the same key.</summary>
/// <param name="Before">The filter that is gone.</param>
/// <param name="After">The filter that is new. Its id is another, and everything else may be.</param>
public readonly record struct ReplacedFilter(InstalledFilter Before, InstalledFilter After);
