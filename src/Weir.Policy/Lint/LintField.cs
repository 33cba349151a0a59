using Weir.Engine;

namespace Weir.Policy;

/// <summary>The conditions of a filter on one field.</summary>
/// <param name="Field">The layer's field.</param>
/// <param name="Values">The values that pass.</param>
/// <param name="Count">How many alternatives there are.</param>
internal sealed record LintField(LayerField Field, FieldSet Values, int Count)
{
    /// <summary>Whether every value passes, and the absence of one too.</summary>
    public bool IsEverything { get; } = Values.Absent && Values.IsEveryNumber;
}
