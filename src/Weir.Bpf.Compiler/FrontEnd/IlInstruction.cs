using System.Reflection.Metadata;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>A decoded IL instruction.</summary>
/// <param name="Offset">Where it starts in the method body.</param>
/// <param name="Opcode">What it does.</param>
/// <param name="Operand">Constant, variable index, token, or the absolute offset of a branch target.</param>
/// <param name="Next">Offset of the following instruction.</param>
/// <param name="Targets">The absolute offsets of a switch.</param>
internal readonly record struct IlInstruction(int Offset, ILOpCode Opcode, long Operand, int Next, int[]? Targets = null);
