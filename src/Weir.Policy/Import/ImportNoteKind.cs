namespace Weir.Policy;

/// <summary>What a note of an import is about.</summary>
public enum ImportNoteKind
{
    /// <summary>An object of the file did not come in.</summary>
    LeftOut,

    /// <summary>An object came in changed, for instance without a condition that always holds here.</summary>
    Changed,

    /// <summary>Something worth knowing; all objects that it concerns came in as they are.</summary>
    Information,
}
