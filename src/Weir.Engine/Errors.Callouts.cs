namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException CalloutNotFound(Guid key) => new(FwpError.CalloutNotFound, $"There is no callout object with key {key}. Use the key of one that was added and not deleted.");

    public static WfpException CalloutNotFound(uint id) => new(FwpError.CalloutNotFound, $"There is no callout object with id {id}. Use the id of one that was added and not deleted.");

    public static WfpException CalloutNotFound(Guid key, string filterName) => new(
        FwpError.CalloutNotFound,
        $"Filter '{filterName}': there is no callout object {key}. Add it first with AddCallout, in the same transaction if both are new; a registration alone is not enough.",
        filterName);

    public static WfpException CalloutMissing(string filterName, FilterAction action) => new(
        FwpError.CalloutNotFound,
        $"Filter '{filterName}': the action {action} calls a callout, and the filter names none. Set Callout to the key of a callout object.",
        filterName);

    public static WfpException CalloutWithoutCall(string filterName, FilterAction action) => new(
        FwpError.InvalidActionType,
        $"Filter '{filterName}': it names a callout, but the action {action} calls none. Leave Callout out, or use CalloutTerminating, CalloutUnknown or CalloutInspection.",
        filterName);

    public static WfpException UnregisteredFlagWithoutDecision(string filterName, FilterAction action) => new(
        FwpError.InvalidFlags,
        $"Filter '{filterName}': {nameof(FilterFlags.PermitIfCalloutUnregistered)} has no meaning with the action {action}. Leave it out, or use CalloutTerminating or CalloutUnknown.",
        filterName);

    public static WfpException CalloutOfAnotherLayer(string filterName, InstalledCallout callout, Layer layer) => new(
        FwpError.ActionIncompatibleWithLayer,
        $"Filter '{filterName}': {callout} is for {Layers.Get(callout.Spec.ApplicableLayer)}, the filter is at {layer}. Register the callout under a second key and add an object with that key for {layer}.",
        filterName);

    public static WfpException CalloutInUse(InstalledCallout callout, InstalledFilter user) => new(
        FwpError.InUse,
        $"Callout '{callout.Spec.Name}' is still named by filters, {user} among them. Delete its filters first, in the same transaction.",
        callout.Spec.Name);

    public static WfpException LayerOfCalloutNotFound(LayerId layer, string calloutName) => new(
        FwpError.LayerNotFound,
        $"Callout '{calloutName}': there is no layer {(ushort)layer}. Use a value of {nameof(LayerId)}, from 0 to {Layers.Count - 1}.",
        calloutName);

    public static WfpException TooManyCallouts(string name, int maximum) => new(
        FwpError.TooManyCallouts, $"Callout '{name}': there are {maximum:N0} callout objects already. Delete one first.", name);

    public static WfpException CalloutAlreadyRegistered(Type callout, Guid key, CalloutRegistration other) => new(
        FwpError.AlreadyExists,
        $"{callout}: {other} of class {other.CalloutType} is registered under the key {key}. Unregister it first, or give another key.",
        callout.Name);

    public static WfpException CalloutRefused(string filterName, CalloutRegistration callout, string reason) => new(
        FwpError.CalloutNotificationFailed, $"Filter '{filterName}': {callout} refuses it: {reason}", filterName);

    public static WfpException CalloutFailed(string filterName, CalloutRegistration callout, Exception failure) => new(
        FwpError.CalloutNotificationFailed,
        $"Filter '{filterName}': {callout} failed when it was told of the filter, so the filter was not added. Correct {callout.CalloutType}.{nameof(ICallout.Notify)}: {failure.Message}",
        filterName,
        failure);

    public static WfpException CalloutBusy(CalloutRegistration callout, int flowCount) => new(
        FwpError.InUse,
        $"Callout '{callout.Name}' has contexts of {flowCount} flows and cannot be unregistered. Remove them first, wait for the flows to end, or dispose the registration.",
        callout.Name);

    public static WfpException ZeroFlowContext(CalloutRegistration callout) => new(
        FwpError.InvalidParameter, $"Callout '{callout.Name}': a flow context cannot be 0, which means none. Use another number.", callout.Name);

    public static WfpException FlowDeleteMissing(CalloutRegistration callout) => new(
        FwpError.InvalidParameter,
        $"Callout '{callout.Name}' cannot have flow contexts: {callout.CalloutType} would not hear of their end. Implement {nameof(ICallout)}.{nameof(ICallout.FlowDelete)}.",
        callout.Name);

    public static WfpException FlowContextExists(CalloutRegistration callout, ulong flowHandle, LayerId layer) => new(
        FwpError.AlreadyExists,
        $"Callout '{callout.Name}': flow {flowHandle} has a context at {Layers.Get(layer)} already. Remove that one first.",
        callout.Name);
}
