using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// Keys of the built-in sublayers. Every engine has them from its start, with the weights that they have on running systems; they cannot
/// be deleted. Weir puts no filter into any of them.
/// </summary>
public static partial class SubLayers
{
    /// <summary>The built-in sublayers by ascending weight; their ids are from 1 on.</summary>
    internal static ImmutableArray<InstalledSubLayer> BuiltIn { get; } = [.. Table.Split('\n').Select(Make)];

    private static InstalledSubLayer Make(string row, int index)
    {
        var columns = row.Split('|');
        var weight = ushort.Parse(columns[2]);
        return new InstalledSubLayer(
            new SubLayerSpec { Key = Guid.ParseExact(columns[0], "D"), Name = columns[1], Description = columns[3], Weight = weight },
            id: (uint)index + 1,
            effectiveWeight: weight,
            Lifetime.BuiltIn,
            sessionId: 0);
    }
}
