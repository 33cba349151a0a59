namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException ProviderContextNotFound(Guid key) => new(
        FwpError.ProviderContextNotFound, $"There is no provider context with key {key}. Use the key of one that was added and not deleted.");

    public static WfpException ProviderContextNotFound(ulong id) => new(
        FwpError.ProviderContextNotFound, $"There is no provider context with id {id}. Use the id of one that was added and not deleted.");

    public static WfpException ProviderContextNotFound(Guid key, string filterName) => new(
        FwpError.ProviderContextNotFound,
        $"Filter '{filterName}': there is no provider context {key}. Add it first with AddProviderContext, in the same transaction if both are new.",
        filterName);

    public static WfpException ProviderContextInUse(InstalledProviderContext context, InstalledFilter user) => new(
        FwpError.InUse,
        $"Provider context '{context.Spec.Name}' is still named by filters, {user} among them. Delete its filters first, in the same transaction.",
        context.Spec.Name);

    public static WfpException DataAndPayload(string name) => new(
        FwpError.InvalidParameter, $"Provider context '{name}': it has both Data and Payload. Set one of them.", name);

    public static WfpException ContextAndProviderContext(string filterName) => new(
        FwpError.InvalidParameter,
        $"Filter '{filterName}': it has both Context and ProviderContext, and its callout gets one number. Set one of them.",
        filterName);

    public static WfpException ProviderContextMissing(string filterName) => new(
        FwpError.InvalidFlags,
        $"Filter '{filterName}': {nameof(FilterFlags.HasProviderContext)} is set, and the filter names no provider context. Set ProviderContext to its key, or leave the flag out; the engine sets it.",
        filterName);

    public static WfpException ContextIncompatibleWithCallout(string filterName, InstalledCallout callout) => new(
        FwpError.ContextIncompatibleWithCallout,
        $"Filter '{filterName}': it names a provider context, and {callout} uses none. Leave ProviderContext out, or add the callout object with UsesProviderContext = true if its code takes the context of its filters for an id.",
        filterName);
}
