namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>8-bit and 16-bit values: C# computes with 32 bits and narrows where the source says so.</summary>
public static class SmallIntegerKernels
{
    public static sbyte AddSByte(sbyte left, sbyte right) => (sbyte)(left + right);

    public static byte AddByte(byte left, byte right) => (byte)(left + right);

    public static short AddInt16(short left, short right) => (short)(left + right);

    public static ushort AddUInt16(ushort left, ushort right) => (ushort)(left + right);

    public static sbyte MultiplySByte(sbyte left, sbyte right) => (sbyte)(left * right);

    public static byte MultiplyByte(byte left, byte right) => (byte)(left * right);

    public static short MultiplyInt16(short left, short right) => (short)(left * right);

    public static ushort MultiplyUInt16(ushort left, ushort right) => (ushort)(left * right);

    public static int WidenWithoutNarrowing(sbyte a, byte b, short c, ushort d) => a * b - c * d + (a - d) * (b - c);

    public static int DivideSmall(sbyte a, byte b, short c, ushort d) => a / (b + 1) + c / (d + 1) - a % (d + 1) + c % (b + 1);

    public static sbyte NegateSByte(sbyte value) => (sbyte)-value;

    public static byte ComplementByte(byte value) => (byte)~value;

    public static ushort ComplementUInt16(ushort value) => (ushort)~value;

    public static sbyte ShiftLeftSByte(sbyte value, int count) => (sbyte)(value << count);

    public static int ShiftRightSByte(sbyte value, int count) => value >> count;

    public static int ShiftRightByte(byte value, int count) => value >> count;

    public static int ShiftRightInt16(short value, int count) => value >> count;

    public static int ShiftRightUInt16(ushort value, int count) => value >>> count;

    public static bool LessSByte(sbyte left, sbyte right) => left < right;

    public static bool LessByte(byte left, byte right) => left < right;

    public static bool LessInt16(short left, short right) => left < right;

    public static bool LessUInt16(ushort left, ushort right) => left < right;

    public static bool EqualAcrossWidths(sbyte a, byte b) => a == b;

    public static bool LessAcrossWidths(short a, ushort b) => a < b;

    public static byte WrapAround(byte value)
    {
        value += 200;
        value -= 13;
        value++;
        return value;
    }

    public static short CompoundInt16(short value, ushort other)
    {
        value += (short)other;
        value *= 3;
        value >>= 1;
        value ^= 0x5a5a;
        value--;
        return value;
    }

    public static char CharacterArithmetic(char value, byte offset) => (char)(value + offset - 'A');
}
