using Weir.Engine;

namespace Weir.Policy;

/// <summary>What <see cref="PolicyLint"/> should know besides the filters.</summary>
public sealed record LintOptions
{
    /// <summary>Why traffic at a layer never has a value in a field, or <see langword="null"/>; see <see cref="IKernelModeEngine.WhyNotSupplied"/>.</summary>
    public Func<Layer, LayerField, string?>? WhyNotSupplied { get; init; }

    /// <summary>Why traffic at a layer cannot be limited, or <see langword="null"/>; see <see cref="IKernelModeEngine.WhyNotLimited"/>.</summary>
    public Func<Layer, string?>? WhyNotLimited { get; init; }

    /// <summary>
    /// Whether numbers of interfaces, users, groups and control groups from 0x40000000 stand for names (<see cref="PlaceholderInterfaces"/>): of those it is
    /// known only which are the same.
    /// </summary>
    public bool HasPlaceholders { get; init; }
}
