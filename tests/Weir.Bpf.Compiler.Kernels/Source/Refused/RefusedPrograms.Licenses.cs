using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>What the kernel reserves for licences that are compatible with its own.</summary>
public static unsafe partial class RefusedPrograms
{
    [Program(ProgramType.SchedulerClassifier, License = "Proprietary")]
    [Refused("WEIR1031", "Helpers.ProbeReadKernel(", "licence")]
    public static int HelperUnderOtherLicense(TrafficControlContext* context)
    {
        ulong value;
        Helpers.ProbeReadKernel(&value, sizeof(ulong), context);
        return (int)value;
    }

    [Program(ProgramType.SchedulerClassifier, License = "Proprietary")]
    [Refused("WEIR1031", "KernelFunctions.DynptrFromSkb(", "licence")]
    public static int KernelFunctionUnderOtherLicense(TrafficControlContext* context)
    {
        Dynptr view;
        return KernelFunctions.DynptrFromSkb(context, 0, &view);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1031", "Helpers.GetCurrentTask()", "KernelLicense")]
    public static int InlinedCodeUnderOtherLicense(TrafficControlContext* context)
    {
        return ProprietaryCode.Nested.HasTask() ? 1 : 0;
    }
}
