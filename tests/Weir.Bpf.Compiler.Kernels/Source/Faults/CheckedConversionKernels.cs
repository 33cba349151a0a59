namespace Weir.Bpf.Compiler.Kernels.Faults;

/// <summary>Conversions in <c>checked</c>: from every type that IL computes with to every integer type.</summary>
public static class CheckedConversionKernels
{
    public static sbyte Int32ToSByte(int a) => checked((sbyte)a);

    public static byte Int32ToByte(int a) => checked((byte)a);

    public static short Int32ToInt16(int a) => checked((short)a);

    public static ushort Int32ToUInt16(int a) => checked((ushort)a);

    public static uint Int32ToUInt32(int a) => checked((uint)a);

    public static long Int32ToInt64(int a) => checked((long)a);

    public static ulong Int32ToUInt64(int a) => checked((ulong)a);

    public static ushort Int32ToChar(int a) => checked((char)a);

    public static long Int32ToNInt(int a) => unchecked((long)checked((nint)a));

    public static ulong Int32ToNUInt(int a) => unchecked((ulong)checked((nuint)a));

    public static sbyte UInt32ToSByte(uint a) => checked((sbyte)a);

    public static byte UInt32ToByte(uint a) => checked((byte)a);

    public static short UInt32ToInt16(uint a) => checked((short)a);

    public static ushort UInt32ToUInt16(uint a) => checked((ushort)a);

    public static int UInt32ToInt32(uint a) => checked((int)a);

    public static long UInt32ToInt64(uint a) => checked((long)a);

    public static ulong UInt32ToUInt64(uint a) => checked((ulong)a);

    public static ushort UInt32ToChar(uint a) => checked((char)a);

    public static long UInt32ToNInt(uint a) => unchecked((long)checked((nint)a));

    public static ulong UInt32ToNUInt(uint a) => unchecked((ulong)checked((nuint)a));

    public static sbyte Int64ToSByte(long a) => checked((sbyte)a);

    public static byte Int64ToByte(long a) => checked((byte)a);

    public static short Int64ToInt16(long a) => checked((short)a);

    public static ushort Int64ToUInt16(long a) => checked((ushort)a);

    public static int Int64ToInt32(long a) => checked((int)a);

    public static uint Int64ToUInt32(long a) => checked((uint)a);

    public static ulong Int64ToUInt64(long a) => checked((ulong)a);

    public static ushort Int64ToChar(long a) => checked((char)a);

    public static long Int64ToNInt(long a) => unchecked((long)checked((nint)a));

    public static ulong Int64ToNUInt(long a) => unchecked((ulong)checked((nuint)a));

    public static sbyte UInt64ToSByte(ulong a) => checked((sbyte)a);

    public static byte UInt64ToByte(ulong a) => checked((byte)a);

    public static short UInt64ToInt16(ulong a) => checked((short)a);

    public static ushort UInt64ToUInt16(ulong a) => checked((ushort)a);

    public static int UInt64ToInt32(ulong a) => checked((int)a);

    public static uint UInt64ToUInt32(ulong a) => checked((uint)a);

    public static long UInt64ToInt64(ulong a) => checked((long)a);

    public static ushort UInt64ToChar(ulong a) => checked((char)a);

    public static long UInt64ToNInt(ulong a) => unchecked((long)checked((nint)a));

    public static ulong UInt64ToNUInt(ulong a) => unchecked((ulong)checked((nuint)a));

    public static sbyte ByteToSByte(byte a) => checked((sbyte)a);

    public static ushort Int16ToUInt16(short a) => checked((ushort)a);

    /// <summary>The bound is known to the verifier, too.</summary>
    public static unsafe int AsIndex(int a, int b)
    {
        var table = stackalloc byte[256];
        var index = checked((byte)a);
        table[index] = (byte)b;
        return table[index] + table[(byte)(index + 1)];
    }
}
