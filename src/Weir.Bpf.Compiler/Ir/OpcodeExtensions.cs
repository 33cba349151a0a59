namespace Weir.Bpf.Compiler.Ir;

internal static class OpcodeExtensions
{
    /// <summary>Made where it is used: belongs to no block and has no list of users.</summary>
    public static bool IsFloating(this Opcode opcode) => opcode <= Opcode.MapAddress;

    public static bool IsTerminator(this Opcode opcode) => opcode >= Opcode.Jump;

    public static bool IsBinary(this Opcode opcode) => opcode is >= Opcode.Add and <= Opcode.ShiftRightArithmetic;

    public static bool IsShift(this Opcode opcode) => opcode is Opcode.ShiftLeft or Opcode.ShiftRightLogical or Opcode.ShiftRightArithmetic;

    public static bool IsDivision(this Opcode opcode) => opcode is >= Opcode.DivideUnsigned and <= Opcode.RemainderSigned;

    public static bool IsCall(this Opcode opcode) => opcode is Opcode.CallHelper or Opcode.CallKernelFunction or Opcode.CallFunction;

    public static bool IsCommutative(this Opcode opcode) =>
        opcode is Opcode.Add or Opcode.Multiply or Opcode.And or Opcode.Or or Opcode.Xor;

    /// <summary>May be removed when nobody uses the result.</summary>
    public static bool IsRemovable(this Opcode opcode) =>
        opcode is <= Opcode.Load or Opcode.ReadVariable;

    /// <summary>Depends on its operands alone, so that two of them are one.</summary>
    public static bool IsPure(this Opcode opcode) =>
        opcode is Opcode.MapValueAddress or (>= Opcode.Add and <= Opcode.Compare);
}
