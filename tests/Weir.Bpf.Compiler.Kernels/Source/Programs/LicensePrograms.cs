using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Programs;

/// <summary>Programs that declare a licence, their own or their class's, and one that does not.</summary>
public static unsafe class LicensePrograms
{
    [Program(ProgramType.SchedulerClassifier, License = "Proprietary")]
    public static int Proprietary(TrafficControlContext* context) => (int)(context->len + 1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int CopiesKernelMemory(TrafficControlContext* context)
    {
        ulong length = context->len;
        ulong copy;
        return Helpers.ProbeReadKernel(&copy, sizeof(ulong), &length) == 0 ? (int)copy : -1;
    }
}

/// <summary>A program whose licence is that of its class.</summary>
[KernelLicense("MIT")]
public static unsafe class MitPrograms
{
    [Program(ProgramType.SchedulerClassifier)]
    public static int Plain(TrafficControlContext* context) => (int)(context->len + 2);
}
