using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>Ends the way of a flood's packets behind everything that is measured.</summary>
internal static unsafe class FloodPrograms
{
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_flood_end")]
    public static int Drop(NetfilterContext* context) => 0;
}
