namespace Weir.Policy;

/// <summary>An object that is about to come in, and the object of the file that it stands for.</summary>
internal sealed record ImportCandidate<T>(T Spec, ImportSource Source)
{
    public Guid Key => Source.Key;
}
