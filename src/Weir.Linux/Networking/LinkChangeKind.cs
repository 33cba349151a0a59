namespace Weir.Linux;

/// <summary>What has happened to an interface.</summary>
public enum LinkChangeKind
{
    /// <summary>It is in the namespace: it was there when the watch began, was made, or came from another namespace.</summary>
    Appeared,

    /// <summary>Something of it may have changed: its state, name, size or address.</summary>
    Changed,

    /// <summary>It is not in the namespace any more: it was deleted, or went to another namespace.</summary>
    Disappeared,
}
