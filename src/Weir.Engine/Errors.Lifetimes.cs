namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException OutlivesDynamic(string kind, string name, object target) => new(
        FwpError.LifetimeMismatch,
        $"{kind} '{name}' would outlive {target}, which goes when its dynamic session ends. Add it in that session, or the other in one that is not dynamic.",
        name);

    public static WfpException OutlivesStatic(string kind, string name, object target) => new(
        FwpError.LifetimeMismatch,
        $"{kind} '{name}' would outlive {target}, which goes when the engine stops. Add {target} as a persistent object, or this one as one that is not.",
        name);

    public static WfpException PersistentOfAnotherProvider(string kind, string name, object target) => new(
        FwpError.LifetimeMismatch,
        $"{kind} '{name}' is to be kept in the store and names {target}, which belongs to another provider, who may be disabled. Give both the same provider, or the other none.",
        name);

    public static WfpException PersistentInDynamicSession(string kind, string name) => new(
        FwpError.LifetimeMismatch,
        $"{kind} '{name}' is to be kept in the store, and all that a dynamic session adds goes when it ends. Use a session that is not dynamic.",
        name);

    public static WfpException PersistentAndBootTime(string name) => new(
        FwpError.InvalidFlags,
        $"Filter '{name}': it is both {nameof(FilterFlags.Persistent)} and {nameof(FilterFlags.BootTime)}. Add two filters, one for each time.",
        name);

    public static WfpException BootTimeInUserMode(string name, Layer layer) => new(
        FwpError.IncompatibleLayer,
        $"Filter '{name}': it is a boot-time filter, and {layer} is classified in user mode, where nobody is yet at that time. Use a layer of the kernel, or a persistent filter.",
        name);

    public static WfpException PersistentPayload(string name) => new(
        FwpError.InvalidParameter,
        $"Provider context '{name}': an object cannot be kept in a store. Use Data in the place of Payload, or leave Persistent out.",
        name);

    public static WfpException StoredWithoutKey(string kind, string name) => new(
        FwpError.InvalidParameter, $"{kind} '{name}' has no key in the store. Delete it there.", name);

    public static WfpException StoredWithoutLifetime(string kind, string name) => new(
        FwpError.LifetimeMismatch, $"{kind} '{name}' is in the store and not marked as persistent. Delete it there.", name);

    public static WfpException StoredIdIsUnfit(string kind, string name, ulong id) => new(
        FwpError.InvalidParameter, $"{kind} '{name}' has the run-time id {id} in the store, which is zero or another one's. Delete it there.", name);

    public static WfpException StoredFilterRefused(InstalledFilter filter, WfpException refusal) => new(
        refusal.Code, refusal.Message, filter.Spec.Name, refusal);
}
