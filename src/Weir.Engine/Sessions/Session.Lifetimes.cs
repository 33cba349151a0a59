namespace Weir.Engine;

public sealed partial class Session
{
    private ulong OwnerOfAdditions => Options.Dynamic ? Id : 0;

    private static Lifetime LifetimeOf(bool isPersistent) => isPersistent ? Lifetime.Persistent : Lifetime.Static;

    /// <summary>What the session adds, with the lifetime it will have.</summary>
    /// <param name="kind">The kind, as the beginning of a sentence.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="asked">The lifetime that the blueprint asks for.</param>
    /// <param name="provider">The provider that it names, or all zero.</param>
    /// <exception cref="WfpException"><see cref="FwpError.LifetimeMismatch"/>: a dynamic session has dynamic objects only.</exception>
    private Newcomer Admit(string kind, string name, Lifetime asked, Guid provider)
    {
        if (Options.Dynamic && asked != Lifetime.Static)
        {
            throw Errors.PersistentInDynamicSession(kind, name);
        }

        return new Newcomer(kind, name, Options.Dynamic ? Lifetime.Dynamic : asked, OwnerOfAdditions, provider);
    }

    /// <summary>Dynamic objects are deleted by their session only, and a dynamic session deletes nothing else.</summary>
    private void ThrowIfNotDeletable(IInstalledObject target)
    {
        if (target.Lifetime == Lifetime.BuiltIn)
        {
            throw Errors.BuiltInObject(target.Name);
        }

        ThrowIfNotOwned(target);
    }

    private void ThrowIfNotOwned(IInstalledObject target)
    {
        if (target.SessionId == OwnerOfAdditions)
        {
            return;
        }

        throw target.SessionId == 0 ? Errors.DynamicSessionInProgress(target.Name) : Errors.WrongSession(target.Name);
    }
}
