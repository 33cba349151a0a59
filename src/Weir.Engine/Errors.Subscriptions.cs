namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException InvalidSubscriptionFlags(string subject, SubscriptionFlags flags) => new(
        FwpError.InvalidFlags,
        $"{subject}: the flags {flags} are not all known. Use {SubscriptionFlags.NotifyOnAdd}, {SubscriptionFlags.NotifyOnDelete} or both.");

    public static WfpException NeverMatch(string subject, string reason) => new(FwpError.NeverMatch, $"{subject}: it would never tell of anything: {reason}");

    public static WfpException OutOfBounds(string subject, string property, object value, string advice) => new(
        FwpError.OutOfBounds, $"{subject}: {property} is {value}. {advice}");

    public static WfpException NotificationDropped(string subject, ulong count, int queueLength) => new(
        FwpError.NotificationDropped,
        $"{subject}: {count:N0} notifications were dropped, because {queueLength:N0} were waiting. Return sooner from the subscriber's code, or give a longer {nameof(SubscriptionOptions.QueueLength)}, and enumerate to see what is there now.");
}
