using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>
/// How far the classification of one packet has come. The walk stops at each filter that calls a callout, so that the callout has the stack
/// to itself, and goes on with the answer.
/// </summary>
internal struct ClassifyState
{
    /// <summary>What is decided so far; its verdict comes last.</summary>
    public Decision Decision;

    /// <summary>The filter whose callout is asked.</summary>
    public ulong AskedFilterId;

    /// <summary>The version of the image that the packet has met, or 0 when it has met none yet.</summary>
    public ulong Version;

    /// <summary>The sets that the packet's values were looked for in.</summary>
    public ImageSets Sets;

    public uint SubLayer;

    /// <summary>The lowest order that counts in the sublayer.</summary>
    public uint From;

    /// <summary>The decision so far, in bits of <see cref="EntryAction"/>.</summary>
    public uint Action;

    /// <summary>The record of the filter that has decided so far.</summary>
    public uint Record;

    /// <summary>The record of <see cref="AskedFilterId"/>.</summary>
    public uint AskedRecord;

    /// <summary>What the callout has answered, in bits of <see cref="EntryAction"/>; <see cref="NoAnswer"/> when none was asked.</summary>
    public uint Answer;

    public const uint NoAnswer = uint.MaxValue;
}
