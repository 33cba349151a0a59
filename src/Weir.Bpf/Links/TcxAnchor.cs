using Weir.Bpf.Interop;

namespace Weir.Bpf;

/// <summary>Where among the programs of a device's hook a new one is put; they run from first to last.</summary>
public sealed class TcxAnchor
{
    private TcxAnchor(uint flags, BpfProgram? relative)
    {
        Flags = flags;
        Relative = relative;
    }

    /// <summary>Before all others.</summary>
    public static TcxAnchor First { get; } = new(RecentConstants.BPF_F_BEFORE, null);

    /// <summary>After all others.</summary>
    public static TcxAnchor Last { get; } = new(RecentConstants.BPF_F_AFTER, null);

    internal uint Flags { get; }

    internal BpfProgram? Relative { get; }

    /// <summary>Just before a program that is attached to the same hook.</summary>
    /// <param name="program">The program.</param>
    public static TcxAnchor Before(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new TcxAnchor(RecentConstants.BPF_F_BEFORE, program);
    }

    /// <summary>Just after a program that is attached to the same hook.</summary>
    /// <param name="program">The program.</param>
    public static TcxAnchor After(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new TcxAnchor(RecentConstants.BPF_F_AFTER, program);
    }
}
