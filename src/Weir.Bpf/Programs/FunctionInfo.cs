using System.Runtime.InteropServices;

namespace Weir.Bpf;

/// <summary>Where a function starts; laid out as the kernel's <c>struct bpf_func_info</c>.</summary>
/// <param name="InstructionIndex">Its first slot.</param>
/// <param name="TypeId">The id of its <c>FUNC</c> type in the program's BTF.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FunctionInfo(int InstructionIndex, int TypeId);
