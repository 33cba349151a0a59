namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>The C# that generated methods may call and use.</summary>
internal static class Surroundings
{
    /// <summary>The text, up to where the methods begin.</summary>
    public const string Source =
        """
        using System;
        using System.Buffers.Binary;
        using System.Threading;
        using Weir.Bpf.Language;

        // What lies in maps has no padding: a copy of a struct may leave padding alone.
        public struct Inner
        {
            public sbyte Tiny;
            public byte Byte;
            public ushort Short;
            public int Int;
            public ulong Large;
        }

        public struct Padded
        {
            public byte A;
            public long B;
            public short C;
            public bool D;

            public Padded(int value)
            {
                A = (byte)value;
                B = value;
                C = (short)(value >> 8);
                D = value > 100;
            }

            public static Padded operator +(Padded left, Padded right) =>
                new() { A = (byte)(left.A + right.A), B = left.B + right.B, C = (short)(left.C - right.C), D = left.D ^ right.D };

            public static explicit operator long(Padded value) => value.D ? value.A + value.B : value.C;
        }

        public struct Mixed
        {
            public byte A;
            public sbyte G;
            public short B;
            public int C;
            public uint D;
            public uint H;
            public long E;
            public Inner F;

            public readonly long Sum() => A + B + C + D + E + F.Tiny + (long)F.Large;

            public void Rotate(int amount)
            {
                var kept = C;
                C = (int)D + amount;
                D = (uint)E;
                E = kept ^ B;
                F.Large += A;
                F.Tiny = (sbyte)amount;
                (G, F.Byte) = ((sbyte)F.Byte, (byte)G);
            }
        }

        public unsafe struct Outer
        {
            public ushort Before;
            public ushort Short;
            public uint Int;
            public Mixed First;
            public Inner Second;
            public fixed uint Table[4];

            public readonly ulong Weight => Before * First.F.Large + Second.Large;
        }

        public interface IStep
        {
            ulong Apply(ulong value);
        }

        public readonly struct Multiply(uint factor) : IStep
        {
            public ulong Apply(ulong value) => value * factor + 1;
        }

        public struct CountedShift : IStep
        {
            public int Count;

            public ulong Apply(ulong value) => value >> (Count++ & 7);
        }

        public static unsafe class Memory
        {
            public static readonly ArrayMap<Outer> Single = new(1);

            public static readonly ArrayMap<Mixed> Several = new(5);
        }

        public static unsafe class Callees
        {
            public static int Blend(int a, long b) => a < b ? a * 3 - (int)b : (int)(b >> 7) ^ a;

            public static ulong Clamp(ulong value, uint limit)
            {
                if (value > limit)
                    return limit;
                return value + 1;
            }

            public static void Accumulate(ref long target, short amount) => target = target * 5 + amount;

            public static bool TryShift(uint value, out uint shifted)
            {
                shifted = value >> 3;
                return (value & 4) != 0;
            }

            public static Mixed Make(byte a, long e) => new Mixed { A = a, E = e, C = (int)e, D = (uint)(e >> 5) };

            public static T Pick<T>(T first, T second, bool choice)
                where T : unmanaged => choice ? first : second;

            public static ulong Twice<TStep>(TStep step, ulong value)
                where TStep : struct, IStep => step.Apply(step.Apply(value));

            public static long Weigh(in Outer outer) => outer.First.Sum() - (long)outer.Weight + outer.Table[1];

            public static uint Fold(Outer outer)
            {
                outer.Table[0] ^= outer.Table[3];
                return outer.Table[0] + outer.Table[2] * (uint)outer.Second.Tiny;
            }

            public static int Classify(int value) => value switch
            {
                0 => 7,
                > 0 and < 16 => value * 2,
                -1 or -2 or 99 => -5,
                < 0 => value >> 3,
                _ => value & 0xff,
            };

            [StaticFunction]
            public static long CallThree(byte a, int b, ulong c) => (a - b) * (long)c;

            [StaticFunction]
            public static uint CallTwo(sbyte a, uint b)
            {
                for (var turn = 0; turn < 3; turn++)
                    b = b * 7 + (uint)a;
                return b;
            }

            [StaticFunction]
            public static int CallByPointer(Mixed* mixed, short amount)
            {
                mixed->B += amount;
                return mixed->C ^ mixed->B;
            }

            [GlobalFunction]
            public static long CallGlobal(short a, uint b, long c) => b > 1000 ? a * c : c - b;

            [GlobalFunction]
            public static byte CallGlobalByPointer(Mixed* mixed, byte amount)
            {
                if (mixed == null)
                    return 3;
                mixed->E += amount;
                return (byte)(mixed->E >> 4);
            }
        }

        """;
}
