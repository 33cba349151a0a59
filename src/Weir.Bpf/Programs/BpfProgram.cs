using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>
/// A program that the kernel has verified, compiled and keeps. It runs where a <see cref="BpfLink"/> attaches it, from
/// a PROG_ARRAY, or in a test run; it lives as long as one of these, a descriptor or a pin refers to it.
/// </summary>
/// <remarks>See <see href="https://docs.kernel.org/bpf/"/>.</remarks>
public sealed partial class BpfProgram : IDisposable
{
    private BpfProgram(BpfHandle handle, string name, ProgramType type, AttachType? expectedAttachType)
    {
        Handle = handle;
        Name = name;
        Type = type;
        ExpectedAttachType = expectedAttachType;
    }

    /// <summary>Name, for messages; the kernel keeps its first 15 characters.</summary>
    public string Name { get; }

    /// <summary>Type of the program.</summary>
    public ProgramType Type { get; }

    /// <summary>The attach point the program was verified for; null when it needs none, or when it was opened and not loaded.</summary>
    public AttachType? ExpectedAttachType { get; }

    /// <summary>What the verifier wrote, when <see cref="ProgramLoadOptions.LogSuccess"/> asked for it; otherwise empty.</summary>
    public string LoadLog { get; private init; } = "";

    internal BpfHandle Handle { get; }

    /// <summary>Describes the program as the kernel sees it now.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public ProgramInfo GetInfo() => GetInfo(Handle);

    /// <summary>Closes this process's descriptor.</summary>
    public void Dispose() => Handle.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Type} program {Name}";

    internal static BpfProgram FromHandle(BpfHandle handle)
    {
        try
        {
            ProgramInfo info = GetInfo(handle);
            return new BpfProgram(handle, info.Name, info.Type, expectedAttachType: null);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static unsafe ProgramInfo GetInfo(BpfHandle handle)
    {
        bpf_prog_info info = default;
        BpfCall.GetInfo(handle, ref info, "describe a program");
        return new ProgramInfo
        {
            Id = info.id,
            Name = BpfCall.ReadName(new ReadOnlySpan<byte>(info.name, Constants.BPF_OBJ_NAME_LEN)),
            Type = (ProgramType)info.type,
            Tag = Convert.ToHexStringLower(new ReadOnlySpan<byte>(info.tag, Constants.BPF_TAG_SIZE)),
            TranslatedSize = (int)info.xlated_prog_len,
            JitedSize = (int)info.jited_prog_len,
            VerifiedInstructions = (int)info.verified_insns,
            RunCount = info.run_cnt,
            RunTime = TimeSpan.FromMicroseconds(info.run_time_ns / 1000.0),
            BtfId = info.btf_id,
            FunctionCount = (int)info.nr_func_info,
            LineCount = (int)info.nr_line_info,
        };
    }
}
