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

    public static WfpException SeveralContents(string name) => new(
        FwpError.InvalidParameter,
        $"Provider context '{name}': it has more than one of Data, Payload and ClassifyOptions. Set one of them.",
        name);

    public static WfpException NoClassifyOption(string name) => new(
        FwpError.ZeroLengthArray, $"Provider context '{name}': its ClassifyOptions set nothing. Set at least one option, or leave them out.", name);

    public static WfpException LifetimeOutOfBounds(string name, string option, TimeSpan lifetime) => new(
        FwpError.OutOfBounds,
        $"Provider context '{name}': {option} is {lifetime}. Use a whole number of seconds, from 1 to {uint.MaxValue}.",
        name);

    public static WfpException ClassifyOptionsAtLayer(string filterName, InstalledProviderContext context, Layer layer) => new(
        FwpError.ContextIncompatibleWithLayer,
        $"Filter '{filterName}': {context} has classify options, which {layer} does not use. Put the filter at ALE_AUTH_CONNECT or ALE_AUTH_RECV_ACCEPT, or name a context with Data.",
        filterName);

    public static WfpException NoClassifyOptions(string filterName, InstalledProviderContext context) => new(
        FwpError.ProviderContextMismatch,
        $"Filter '{filterName}': its callout sets classify options, and {context} has none. Name a context with ClassifyOptions.",
        filterName);

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
