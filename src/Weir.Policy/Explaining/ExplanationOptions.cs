using Weir.Engine;

namespace Weir.Policy;

/// <summary>How to write an explanation.</summary>
public sealed record ExplanationOptions
{
    /// <summary>Whether to show filters that do not match with all their conditions, and not only with the first that failed.</summary>
    public bool ShowAll { get; init; }

    /// <summary>Names an interface by its index, or returns <see langword="null"/> to show the index.</summary>
    public Func<uint, string?>? InterfaceName { get; init; }

    /// <summary>
    /// Why a layer is not enforced, as <see cref="IKernelModeEngine.WhyNotClassified"/> says it; <see langword="null"/> for layers that are.
    /// By default all are.
    /// </summary>
    public Func<Layer, string?> WhyNotEnforced { get; init; } = static _ => null;
}
