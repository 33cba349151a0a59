using System.Numerics;
using System.Reflection;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>
/// Stands in for methods of the base class library that the just-in-time compiler makes into machine instructions, and whose own IL only
/// calls itself. BPF has no such instructions: these count in parallel, without branches.
/// </summary>
internal static class LibraryTwins
{
    private static readonly Dictionary<MethodBase, MethodBase> s_twins = FindAll();

    /// <summary>The method to compile in place of a library method; that method itself when its IL can be compiled.</summary>
    public static MethodBase Of(MethodBase method) => s_twins.GetValueOrDefault(method, method);

    private static int PopCount(uint value)
    {
        value -= (value >> 1) & 0x5555_5555;
        value = (value & 0x3333_3333) + ((value >> 2) & 0x3333_3333);
        value = (value + (value >> 4)) & 0x0f0f_0f0f;
        return (int)((value * 0x0101_0101) >> 24);
    }

    private static int PopCount(ulong value)
    {
        value -= (value >> 1) & 0x5555_5555_5555_5555;
        value = (value & 0x3333_3333_3333_3333) + ((value >> 2) & 0x3333_3333_3333_3333);
        value = (value + (value >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        return (int)((value * 0x0101_0101_0101_0101) >> 56);
    }

    private static int LeadingZeroCount(uint value) => 32 - PopCount(Smear(value));

    private static int LeadingZeroCount(ulong value) => 64 - PopCount(Smear(value));

    private static int TrailingZeroCount(int value) => PopCount((uint)(~value & (value - 1)));

    private static int TrailingZeroCount(uint value) => PopCount(~value & (value - 1));

    private static int TrailingZeroCount(long value) => PopCount((ulong)(~value & (value - 1)));

    private static int TrailingZeroCount(ulong value) => PopCount(~value & (value - 1));

    private static int Log2(uint value) => PopCount(Smear(value) >> 1);

    private static int Log2(ulong value) => PopCount(Smear(value) >> 1);

    private static ulong BigMul(ulong left, ulong right, out ulong low)
    {
        var lows = (ulong)(uint)left * (uint)right;
        var middle = (left >> 32) * (uint)right + (lows >> 32);
        var other = (uint)left * (right >> 32) + (uint)middle;
        low = (other << 32) | (uint)lows;
        return (left >> 32) * (right >> 32) + (middle >> 32) + (other >> 32);
    }

    /// <summary>Every bit below the highest one set, too.</summary>
    private static uint Smear(uint value)
    {
        value |= value >> 1;
        value |= value >> 2;
        value |= value >> 4;
        value |= value >> 8;
        return value | (value >> 16);
    }

    private static ulong Smear(ulong value)
    {
        value |= value >> 1;
        value |= value >> 2;
        value |= value >> 4;
        value |= value >> 8;
        value |= value >> 16;
        return value | (value >> 32);
    }

    private static Dictionary<MethodBase, MethodBase> FindAll()
    {
        var twins = new Dictionary<MethodBase, MethodBase>();
        foreach (var twin in typeof(LibraryTwins).GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
        {
            var owner = twin.Name == nameof(Math.BigMul) ? typeof(Math) : typeof(BitOperations);
            if (owner.GetMethod(twin.Name, [.. twin.GetParameters().Select(parameter => parameter.ParameterType)]) is { } method)
                twins.Add(method, twin);
        }

        return twins;
    }
}
