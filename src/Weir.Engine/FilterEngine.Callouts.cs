using Weir.Bpf.Language;

namespace Weir.Engine;

public sealed partial class FilterEngine
{
    /// <summary>Registers a callout's code under the key of its <see cref="CalloutAttribute"/>.</summary>
    /// <inheritdoc cref="RegisterCallout(ICallout, Guid)"/>
    /// <exception cref="ArgumentException">The class has no <see cref="CalloutAttribute"/>, or one that makes no sense.</exception>
    public CalloutRegistration RegisterCallout(ICallout callout)
    {
        ArgumentNullException.ThrowIfNull(callout);
        var type = callout.GetType();
        var declared = CalloutRegistration.DeclarationOf(type)
            ?? throw new ArgumentException(
                $"{type} has no key. Put [Callout(\"a GUID\")] on it, or give a key to {nameof(RegisterCallout)}.", nameof(callout));
        return RegisterCallout(callout, declared.Key);
    }

    /// <summary>
    /// Registers a callout's code (WFP: <c>FwpsCalloutRegister</c>). The callout object, <see cref="Session.AddCallout"/>, may come before
    /// or after. Needs no session and no write lock: it can be called while a transaction is open.
    /// </summary>
    /// <param name="callout">The callout. Its class can be registered several times, under different keys.</param>
    /// <param name="key">The key that stands for it in callout objects and filters.</param>
    /// <returns>The registration: disposing it unregisters the callout.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AlreadyExists"/>: a callout is registered under the key; <see cref="FwpError.TooManyCallouts"/>: the
    /// kernel-mode engine takes no more; <see cref="FwpError.SessionAborted"/>: the engine was disposed.
    /// </exception>
    /// <exception cref="ArgumentException">The key is all zero, or the class has a <see cref="CalloutAttribute"/> that makes no sense.</exception>
    /// <remarks>When the kernel-mode engine cannot take the code, its exception is thrown and nothing is registered.</remarks>
    public CalloutRegistration RegisterCallout(ICallout callout, Guid key)
    {
        ArgumentNullException.ThrowIfNull(callout);
        if (key == Guid.Empty)
        {
            throw new ArgumentException("The key is all zero. Use a new GUID, the one that filters name.", nameof(key));
        }

        return Callouts.Register(callout, key);
    }

    /// <summary>The registration under a key, or null: whether filters that name the callout reach its code.</summary>
    public CalloutRegistration? FindRegistration(Guid key) => Callouts.Find(key);
}
