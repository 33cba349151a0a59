namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Constants, static readonly fields and enums of every underlying type.</summary>
public static class ConstantKernels
{
    private const uint Mask = 0xfff;
    private const long Large = 0x1234_5678_9abc;

    private static readonly int s_limit = 40 + 2;
    private static readonly ulong s_seed = 0xdead_beef_0bad_f00d;
    private static readonly byte s_small = 200;
    private static readonly bool s_enabled = true;
    private static readonly Level s_level = Level.High;

    public enum Level
    {
        Low = -1,
        Middle,
        High = 100,
    }

    [Flags]
    public enum Marks : byte
    {
        None = 0,
        First = 1,
        Second = 2,
        Last = 128,
    }

    public enum Wide : long
    {
        Start = long.MinValue,
        Zero = 0,
        End = 0x1_0000_0000,
    }

    public enum Narrow : short
    {
        Below = -300,
        Above = 300,
    }

    public static uint Constant(uint value) => value & Mask;

    public static long LargeConstant(long value) => value % Large + Large;

    public static int StaticReadonly(int value) => value > s_limit ? s_limit : value;

    public static ulong StaticReadonlySeed(ulong value) => value * s_seed;

    public static int StaticReadonlySmall(int value) => s_enabled ? value + s_small : value;

    public static Level EnumResult(int value) => value < 0 ? Level.Low : value > 10 ? s_level : Level.Middle;

    public static int EnumParameter(Level value) => value switch
    {
        Level.Low => 1,
        Level.Middle => 2,
        Level.High => 3,
        _ => (int)value,
    };

    public static Marks FlagsCombine(Marks left, Marks right) => (left | Marks.Last) & ~right ^ Marks.Second;

    public static bool FlagsTest(Marks value) => (value & (Marks.First | Marks.Last)) != Marks.None;

    public static long WideEnum(Wide value) => value == Wide.End ? 1 : value < Wide.Zero ? (long)value - 1 : (long)value >> 3;

    public static int NarrowEnum(Narrow value) => value <= Narrow.Below ? -1 : value >= Narrow.Above ? 1 : (int)value * 2;

    public static bool EnumComparison(Level left, Level right) => left > right;
}
