namespace Weir.Engine;

/// <summary>Builds every <see cref="WfpException"/>, so that the texts are alike and each says what to do.</summary>
internal static partial class Errors
{
    public static WfpException LayerNotFound(LayerId layer) => new(
        FwpError.LayerNotFound, $"There is no layer {(ushort)layer}. Use a value of {nameof(LayerId)}, from 0 to {Layers.Count - 1}.");

    public static WfpException LayerNotFound(LayerId layer, string filterName) => new(
        FwpError.LayerNotFound,
        $"Filter '{filterName}': there is no layer {(ushort)layer}. Use a value of {nameof(LayerId)}, from 0 to {Layers.Count - 1}.",
        filterName);

    public static WfpException SubLayerNotFound(Guid key) => new(
        FwpError.SublayerNotFound, $"There is no sublayer with key {key}. Use the key of one that was added and not deleted.");

    public static WfpException SubLayerNotFound(Guid key, string filterName) => new(
        FwpError.SublayerNotFound,
        $"Filter '{filterName}': there is no sublayer {key}. Add the sublayer first, in the same transaction if both are new.",
        filterName);

    public static WfpException FilterNotFound(ulong id) => new(
        FwpError.FilterNotFound, $"There is no filter with id {id}. Ids are not reused: it was deleted, or never existed. Use one that AddFilter has returned.");

    public static WfpException FilterNotFound(Guid key) => new(FwpError.FilterNotFound, $"There is no filter with key {key}. Use the key of one that was added and not deleted.");

    public static WfpException AlreadyExists(string kind, string name, Guid key, string owner) => new(
        FwpError.AlreadyExists,
        $"{kind} '{name}': the key {key} is taken by {owner}. Leave the key out to get a new one, or delete the other object first.",
        name);

    public static WfpException SubLayerInUse(InstalledSubLayer subLayer, InstalledFilter user) => new(
        FwpError.InUse,
        $"Sublayer '{subLayer.Spec.Name}' still has filters, {user} among them. Delete its filters first, in the same transaction.",
        subLayer.Spec.Name);

    public static WfpException BuiltInObject(string name) => new(
        FwpError.BuiltinObject, $"'{name}' is built in and cannot be deleted. Leave it, and delete what was added.", name);

    public static WfpException WrongSession(string name) => new(
        FwpError.WrongSession,
        $"'{name}' belongs to another dynamic session. Delete it in that session, or wait for that session's end, when it goes.",
        name);

    public static WfpException DynamicSessionInProgress(string name) => new(
        FwpError.DynamicSessionInProgress,
        $"'{name}' is not an object of this dynamic session. Delete it from a session that is not dynamic.",
        name);

    public static WfpException TooManySubLayers(string name) => new(
        FwpError.TooManySublayers, $"Sublayer '{name}': all 65,536 sublayer weights are taken. Delete a sublayer first.", name);

    public static WfpException NullDisplayName(string kind) => new(FwpError.NullDisplayName, $"{kind}: the name is missing. Set Name.");

    public static WfpException InvalidText(string kind, string name, string property) => new(
        FwpError.InvalidParameter,
        $"{kind} '{name}': {property} has control characters or broken surrogate pairs. Use printable text.",
        name);

    public static WfpException InvalidEnumerator(string kind, string name, string property, object value) => new(
        FwpError.InvalidEnumerator, $"{kind} '{name}': {value} is not a value of {property}.{(value is Enum ? $" Use one of {string.Join(", ", Enum.GetNames(value.GetType()))}." : "")}", name);

    public static WfpException InvalidFlags(string name, FilterFlags unknown) => new(
        FwpError.InvalidFlags,
        $"Filter '{name}': the flags {unknown} cannot be set. Use {nameof(FilterFlags.Persistent)}, {nameof(FilterFlags.BootTime)}, {nameof(FilterFlags.HasProviderContext)}, {nameof(FilterFlags.ClearActionRight)} and {nameof(FilterFlags.PermitIfCalloutUnregistered)} only; the others are unknown, or the engine's own.",
        name);

    public static WfpException InvalidActionType(string name, FilterAction action) => new(
        FwpError.InvalidActionType, $"Filter '{name}': 0x{(uint)action:x} is not an action of a filter. Use one of {string.Join(", ", Enum.GetNames<FilterAction>())}.", name);

    public static WfpException InvalidWeight(string name, ulong range) => new(
        FwpError.InvalidWeight,
        $"Filter '{name}': the weight range {range} is above 15. Use 0 to 15, or FilterWeight.Exact for a whole weight.",
        name);

    /// <summary>An error in one condition.</summary>
    public static WfpException Condition(FwpError code, string filterName, int index, FilterCondition condition, string problem) => new(
        code, $"Filter '{filterName}', condition {index + 1} ({condition}): {problem}", filterName);

    public static WfpException TxnInProgress() => new(
        FwpError.TxnInProgress, "The session already has a transaction. Commit or abort it first, or open a second session.");

    public static WfpException NoTxnInProgress() => new(
        FwpError.NoTxnInProgress, "The transaction has already ended. Begin a new one.");

    public static WfpException TxnAborted(TimeSpan limit) => new(
        FwpError.TxnAborted,
        $"The transaction held the engine's write lock for more than {limit} and was aborted; nothing of it has taken effect. Abort or dispose it, and begin again.");

    public static WfpException SessionAlreadyExists(string name, Guid key) => new(
        FwpError.AlreadyExists,
        $"Session '{name}': the key {key} is taken by an open session. Leave the key out to get a new one, or dispose the other session first.",
        name);

    public static WfpException IncompatibleTxn() => new(
        FwpError.IncompatibleTxn, "The transaction is read-only. Begin one with readOnly: false to change the policy.");

    public static WfpException Timeout(TimeSpan waited) => new(
        FwpError.Timeout,
        $"Another transaction held the engine's write lock for more than {waited.TotalSeconds:0.###} s. Retry, or open the session with a longer {nameof(SessionOptions.TransactionWaitTimeout)}.");

    public static WfpException SessionAborted() => new(
        FwpError.SessionAborted, "The engine of this session has stopped. Dispose the session and open a new one.");
}
