using Weir.Bpf.Language;
using Weir.Linux.Programs;

namespace Weir.Benchmarks.Transport;

/// <summary>What the layer's program is measured against: nothing at all, and extract alone.</summary>
internal static unsafe class BaselinePrograms
{
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_empty")]
    public static int Empty(NetfilterContext* context) => 1;

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_extract4")]
    public static int ExtractV4(NetfilterContext* context)
    {
        PacketFields fields = default;
        NetfilterBytes bytes = new(context);
        fields.Metadata.PacketLength = bytes.Length;
        OutboundTransport<InternetVersion4>.TryReadHook(context, &fields);
        OutboundTransport<InternetVersion4>.TryExtract(ref bytes, &fields);
        return IsLikely(&fields);
    }

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_extract6")]
    public static int ExtractV6(NetfilterContext* context)
    {
        PacketFields fields = default;
        NetfilterBytes bytes = new(context);
        fields.Metadata.PacketLength = bytes.Length;
        OutboundTransport<InternetVersion6>.TryReadHook(context, &fields);
        OutboundTransport<InternetVersion6>.TryExtract(ref bytes, &fields);
        return IsLikely(&fields);
    }

    /// <summary>Uses every field, so that none is left out as dead.</summary>
    private static int IsLikely(PacketFields* fields)
    {
        ulong mixed = fields->Values.LocalAddress.High ^ fields->Values.LocalAddress.Low ^ fields->Values.RemoteAddress.High ^ fields->Values.RemoteAddress.Low
            ^ fields->Values.LocalPort ^ ((ulong)fields->Values.RemotePort << 16) ^ fields->Values.Protocol ^ fields->Values.InterfaceIndex ^ (uint)fields->Values.Present;
        return mixed == 0x1234_5678_9abc_def0 ? 0 : 1;
    }
}
