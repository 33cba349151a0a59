using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>Code whose licence the kernel does not count as compatible with its own.</summary>
[KernelLicense("Proprietary")]
internal static unsafe class ProprietaryCode
{
    public static class Nested
    {
        public static bool HasTask()
        {
            return Helpers.GetCurrentTask() != null;
        }
    }
}
