namespace Weir.Engine;

/// <summary>
/// Names a field. Keys are unique inside one layer only: the pair of layer and key identifies the field, and its type.
/// The known keys are in <see cref="Fields"/>.
/// </summary>
/// <param name="Guid">WFP's <c>FWPM_CONDITION_*</c> GUID.</param>
public readonly record struct FieldKey(Guid Guid)
{
    /// <summary>WFP's name of the field without <c>FWPM_CONDITION_</c>, or the GUID when Weir does not know it.</summary>
    public override string ToString() => Fields.NameOf(this) ?? Guid.ToString();
}
