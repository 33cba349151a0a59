using Weir.Engine;

namespace Weir.Policy;

public sealed partial record PolicyDocument
{
    /// <summary>
    /// The document that says what specs say: it lowers to the same specs again. Every object has its key; one whose spec has none gets one
    /// that follows from its name and place. Where all objects belong to one provider, it is the document's.
    /// </summary>
    /// <exception cref="ArgumentException">A spec has what a file cannot hold: a provider context's .NET object, or a condition on a field that its layer does not have.</exception>
    /// <exception cref="WfpException">A filter or a callout is at a layer that does not exist.</exception>
    public static PolicyDocument FromSpecs(PolicySpecs specs)
    {
        ArgumentNullException.ThrowIfNull(specs);
        return new SpecConversion(specs).Run();
    }
}
