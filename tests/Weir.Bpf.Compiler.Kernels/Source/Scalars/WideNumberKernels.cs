using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Numbers of 128 bits, as the library has them, and addresses.</summary>
public static class WideNumberKernels
{
    public static bool Equality(ulong a, ulong b, ulong c, ulong d) => Of(a, b) == Of(c, d);

    public static bool Inequality(ulong a, ulong b) => Of(a, b) != Of(b, a);

    public static bool Less(ulong a, ulong b, ulong c, ulong d) => Of(a, b) < Of(c, d);

    public static bool LessOrEqual(ulong a, ulong b, ulong c) => Of(a, b) <= Of(a, c);

    public static bool SignedLess(ulong a, ulong b, ulong c) => SignedOf(a, b) < SignedOf(b, c);

    public static bool SignedGreaterOrEqual(ulong a, ulong b, ulong c) => SignedOf(a, b) >= SignedOf(a, c);

    public static ulong And(ulong a, ulong b, ulong c) => Fold(Of(a, b) & Of(b, c));

    public static ulong Or(ulong a, ulong b, ulong c) => Fold(Of(a, b) | Of(c, a));

    public static ulong Xor(ulong a, ulong b, ulong c) => Fold(Of(a, b) ^ Of(c, b));

    public static ulong Complement(ulong a, ulong b) => Fold(~Of(a, b));

    public static ulong Sum(ulong a, ulong b, ulong c, ulong d) => Fold(Of(a, b) + Of(c, d));

    public static ulong Difference(ulong a, ulong b, ulong c, ulong d) => Fold(Of(a, b) - Of(c, d));

    public static ulong SignedSum(ulong a, ulong b, ulong c) => Fold((UInt128)(SignedOf(a, b) + SignedOf(b, c)));

    public static ulong SignedDifference(ulong a, ulong b, ulong c) => Fold((UInt128)(SignedOf(a, b) - SignedOf(c, a)));

    public static ulong ShiftLeft(ulong a, ulong b, int count) => Fold(Of(a, b) << count);

    public static ulong ShiftRight(ulong a, ulong b, int count) => Fold(Of(a, b) >> count);

    public static ulong SignedShiftRight(ulong a, ulong b, int count) => Fold((UInt128)(SignedOf(a, b) >> count));

    public static ulong ShiftByConstants(ulong a, ulong b) => Fold(Of(a, b) << 72) ^ Fold(Of(a, b) >> 9) ^ Fold(Of(b, a) << 64);

    public static ulong Widened(uint a, int b) => Fold((UInt128)a << 40) + Fold((UInt128)(Int128)b);

    public static ulong Narrowed(ulong a, ulong b) => (ulong)Of(a, b) ^ (uint)Of(b, a) ^ (byte)Of(a, b);

    public static ulong Negated(ulong a, ulong b) => Fold((UInt128)(-SignedOf(a, b)));

    public static ulong Masked(ulong a, ulong b, byte length)
    {
        var mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - (length & 127));
        return Fold(Of(a, b) & mask);
    }

    public static bool AddressEquality(ulong a, ulong b) => new InternetAddress(a, b) == new InternetAddress(b, a);

    public static bool AddressOrder(ulong a, ulong b, ulong c) => new InternetAddress(a, b) < new InternetAddress(b, c) || new InternetAddress(a, c) >= new InternetAddress(a, b);

    public static bool AddressInNetwork4(uint address, uint network, byte length) => new InternetAddress(0, address).IsInV4(network, length & 31);

    public static bool AddressInNetwork6(ulong a, ulong b, ulong c, byte length) => new InternetAddress(a, b).IsInV6(new InternetAddress(a, c), length & 127);

    public static uint AddressFromParts(byte a, byte b, byte c, byte d) => InternetAddress.FromV4(a, b, c, d).V4;

    private static UInt128 Of(ulong high, ulong low) => new(high, low);

    private static Int128 SignedOf(ulong high, ulong low) => new(high, low);

    private static ulong Fold(UInt128 value) => (ulong)(value >> 64) * 3 + (ulong)value;
}
