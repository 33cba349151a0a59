namespace Weir.Engine;

/// <summary>
/// Which filters to enumerate: those that fit everything that is set (WFP: <c>FWPM_FILTER_ENUM_TEMPLATE0</c>). Unless
/// <see cref="Flags"/> says otherwise, boot-time and disabled filters do not fit.
/// </summary>
public sealed record FilterTemplate
{
    /// <summary>Key of the provider that they belong to; all zero for those without; null for any.</summary>
    public Guid? Provider { get; init; }

    /// <summary>Their layer; null for any. <see cref="Conditions"/> need one, because fields belong to layers.</summary>
    public LayerId? Layer { get; init; }

    /// <summary>How <see cref="Conditions"/> are meant.</summary>
    public FilterEnumerationType Type { get; init; }

    /// <summary>What else is asked for.</summary>
    public FilterEnumerationFlags Flags { get; init; }

    /// <summary>
    /// The packets in question: at most one condition on a field, all of which hold; none for whatever conditions a filter has. A packet can
    /// lack a field that no condition is on. On a field that holds a token the condition is EQUAL to a security identifier, which stands for
    /// a token with that identifier alone.
    /// </summary>
    public ConditionList Conditions { get; init; }

    /// <summary>
    /// Bits of <see cref="FilterAction"/>: the action of the filters has at least one of them. By default all, for any action. The actions
    /// have bits in common: block, permit and the terminating callout all have 0x1000, callouts 0x4000.
    /// </summary>
    public uint ActionMask { get; init; } = uint.MaxValue;

    /// <summary>Key of the callout that they call; null for any or none.</summary>
    public Guid? Callout { get; init; }

    /// <summary>What their provider context is like; null for any or none.</summary>
    public ProviderContextTemplate? ProviderContext { get; init; }
}
