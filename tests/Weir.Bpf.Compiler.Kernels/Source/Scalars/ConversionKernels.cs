namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Every conversion C# emits in an unchecked context.</summary>
public static unsafe class ConversionKernels
{
    public static sbyte Int64ToSByte(long value) => (sbyte)value;

    public static byte Int64ToByte(long value) => (byte)value;

    public static short Int64ToInt16(long value) => (short)value;

    public static ushort Int64ToUInt16(long value) => (ushort)value;

    public static int Int64ToInt32(long value) => (int)value;

    public static uint Int64ToUInt32(long value) => (uint)value;

    public static ulong Int64ToUInt64(long value) => (ulong)value;

    public static sbyte UInt64ToSByte(ulong value) => (sbyte)value;

    public static byte UInt64ToByte(ulong value) => (byte)value;

    public static short UInt64ToInt16(ulong value) => (short)value;

    public static int UInt64ToInt32(ulong value) => (int)value;

    public static sbyte Int32ToSByte(int value) => (sbyte)value;

    public static byte Int32ToByte(int value) => (byte)value;

    public static short Int32ToInt16(int value) => (short)value;

    public static ushort Int32ToUInt16(int value) => (ushort)value;

    public static long Int32ToInt64(int value) => value;

    public static ulong Int32ToUInt64(int value) => (ulong)value;

    public static long UInt32ToInt64(uint value) => value;

    public static ulong UInt32ToUInt64(uint value) => value;

    public static sbyte UInt32ToSByte(uint value) => (sbyte)value;

    public static short UInt32ToInt16(uint value) => (short)value;

    public static long SByteToInt64(sbyte value) => value;

    public static ulong SByteToUInt64(sbyte value) => (ulong)value;

    public static uint SByteToUInt32(sbyte value) => (uint)value;

    public static ushort SByteToUInt16(sbyte value) => (ushort)value;

    public static long ByteToInt64(byte value) => value;

    public static long Int16ToInt64(short value) => value;

    public static uint Int16ToUInt32(short value) => (uint)value;

    public static ulong UInt16ToUInt64(ushort value) => value;

    public static char Int32ToCharacter(int value) => (char)value;

    public static int CharacterToInt32(char value) => value;

    public static long NativeIntegers(long value, int small) => (nint)value + small - (nint)small * 3;

    public static ulong NativeUnsignedIntegers(ulong value, uint small) => (nuint)value + small - (nuint)small * 3;

    public static long NativeFromSmall(sbyte a, int b, uint c) => (nint)a + (nint)b + (nint)(nuint)c;

    public static long ChainOfConversions(long value) => (sbyte)(ushort)(int)(short)(uint)(byte)value - (long)(ulong)(uint)(short)value;

    public static long MixedWidthSum(int a, uint b, long c) => a + b + c;

    public static long MixedWidthProduct(int a, uint b, short c) => (long)a * b + (long)c * a - (a * c);

    public static ulong MixedUnsigned(byte a, ushort b, uint c, ulong d) => (ulong)a + b + c + d + (ulong)(a * b) + (c * (ulong)b);

    public static long SignExtensionAfterArithmetic(int a, int b) => (long)(a + b) + (long)(a - b) + (long)(a * b) + (a ^ b);

    public static ulong ZeroExtensionAfterArithmetic(uint a, uint b) => (ulong)(a + b) + (ulong)(a - b) + (a * b) + (a ^ b);

    public static long SignBitTravels(uint value) => (long)(int)value >> 31;

    public static int HighHalf(long value) => (int)(value >> 32);

    public static ulong JoinHalves(uint high, uint low) => ((ulong)high << 32) | low;

    public static long JoinSignedHalves(int high, int low) => ((long)high << 32) | (uint)low;

    public static int BooleanToInteger(bool value, int left, int right) => value ? left : right;

    public static bool IntegerToBoolean(int value) => value != 0;

    public static int ReinterpretThroughPointer(long value) => *(int*)&value + *(short*)((byte*)&value + 6) + *((sbyte*)&value + 3);
}
