using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The places of a layer's program that callouts are linked into. Each function stands for a callout that is not there; a program
/// for a layer with callouts is compiled with <see cref="CalloutGlue"/> in the place of some of them.
/// </summary>
internal static unsafe class CalloutSlots
{
    /// <summary>Callouts that one layer can have at a time.</summary>
    public const uint Count = 8;

    /// <summary>The callout has answered.</summary>
    public const uint Answered = 0;

    /// <summary>The callout's code has faulted.</summary>
    public const uint Faulted = 1;

    /// <summary>No callout is linked here: a packet meets a table that is newer than the program.</summary>
    public const uint NotLinked = 2;

    /// <summary>Whether the program has any callout; <see cref="Some"/> takes its place when it has.</summary>
    public static bool Any() => false;

    public static bool Some() => true;

    [GlobalFunction]
    public static uint Callout0(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;

    [GlobalFunction]
    public static uint Callout1(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;

    [GlobalFunction]
    public static uint Callout2(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;

    [GlobalFunction]
    public static uint Callout3(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;

    [GlobalFunction]
    public static uint Callout4(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;

    [GlobalFunction]
    public static uint Callout5(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;

    [GlobalFunction]
    public static uint Callout6(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;

    [GlobalFunction]
    public static uint Callout7(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext,
        [NonNull] ClassifyOut* classifyOut) => NotLinked;
}
