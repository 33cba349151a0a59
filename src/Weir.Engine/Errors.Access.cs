namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException AccessDenied(
        AccessToken caller, AccessRefusal refusal, string target, SecurityDescriptor descriptor, bool isInherited)
    {
        var source = isInherited ? "The descriptor that it inherits" : "Its descriptor";
        var reason = refusal.Line is { } line ? $"has the line '{line}'" : "has no line that allows it";
        return new WfpException(
            FwpError.AccessDenied,
            $"{Capitalized(caller.ToString())}: no right {refusal.Rights} on {target}. {source} {reason}. Ask its owner, {descriptor.Owner}, or root to change that with SetSecurity.");
    }

    public static WfpException AccessToWholePolicyDenied(AccessToken caller) => new(
        FwpError.AccessDenied,
        $"{Capitalized(caller.ToString())}: the whole policy is for sessions without a Caller, because it has objects that a caller may not read. Get or enumerate objects instead.");

    public static WfpException InvalidSecurityDescriptor(string subject, string problem, string? name = null) => new(
        FwpError.InvalidSecurityDescriptor, $"{Capitalized(subject)}: in the security descriptor {problem}", name);

    public static WfpException NoSecurityOfObjects(ObjectKind kind) => new(
        FwpError.InvalidEnumerator,
        Enum.IsDefined(kind)
            ? $"{Capitalized(Plural(kind))} have no security descriptors of their own. Use that of their container, which takes no key."
            : $"{kind} is not a kind of objects. Use a value of {nameof(ObjectKind)}.");

    public static WfpException SecurityOfBuiltInObject(string name) => new(
        FwpError.BuiltinObject, $"'{name}' is built in and has its container's security descriptor. Change that of the container.", name);

    public static WfpException SecurityInDynamicSession() => new(
        FwpError.DynamicSessionInProgress,
        "A dynamic session can set the security descriptors of its own objects only. Use a session that is not dynamic.");

    public static WfpException NotInTransaction() => new(
        FwpError.TxnInProgress,
        "This cannot be done inside a transaction, which could not take it back. Commit or abort the session's transaction first, or use a second session.");

    /// <summary>The objects of a kind, in a sentence.</summary>
    public static string Plural(ObjectKind kind) => kind switch
    {
        ObjectKind.Provider => "providers",
        ObjectKind.ProviderContext => "provider contexts",
        ObjectKind.SubLayer => "sublayers",
        ObjectKind.Callout => "callouts",
        ObjectKind.Filter => "filters",
        ObjectKind.Layer => "layers",
        _ => "net events",
    };

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
