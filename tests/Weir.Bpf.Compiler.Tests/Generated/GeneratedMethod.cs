using System.Collections.Immutable;
using System.Text;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>A random method from scalars to <c>ulong</c>.</summary>
/// <param name="Seed">The seed that makes it again.</param>
/// <param name="Parameters">The types of its parameters, p0 and up.</param>
/// <param name="Body">Its statements.</param>
public sealed record GeneratedMethod(int Seed, ImmutableArray<string> Parameters, ImmutableArray<Statement> Body)
{
    /// <summary>The class that holds the programs of <see cref="SourceOf"/>.</summary>
    public const string ClassName = "GeneratedPrograms";

    /// <summary>What generated methods may call and use.</summary>
    private const string Surroundings =
        """
        using System;
        using System.Buffers.Binary;
        using Weir.Bpf.Language;

        public struct Inner
        {
            public sbyte Tiny;
            public ulong Large;
        }

        public struct Mixed
        {
            public byte A;
            public short B;
            public int C;
            public uint D;
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
            }
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
        }

        """;

    /// <summary>The method's C# name.</summary>
    public string Name => $"Method{Seed}";

    /// <summary>The C# text of a compilation unit with some methods and their programs.</summary>
    /// <param name="methods">The methods.</param>
    public static string SourceOf(IEnumerable<GeneratedMethod> methods)
    {
        var source = new StringBuilder(Surroundings);
        source.AppendLine($"public static unsafe class {ClassName}");
        source.AppendLine("{");
        foreach (var method in methods)
        {
            source.AppendLine(method.ToString());
            ScalarProgram.Append(source, $"Run{method.Seed}", method.Name, "ulong", method.Parameters);
        }

        source.AppendLine("}");
        return source.ToString();
    }

    /// <summary>The method with one thing less, in every way.</summary>
    public IEnumerable<GeneratedMethod> Reductions() => Statement.ReductionsOf(Body).Select(body => this with { Body = body });

    /// <inheritdoc/>
    public override string ToString()
    {
        var source = new StringBuilder();
        var parameters = Parameters.Select((type, index) => $"{type} p{index}");
        source.AppendLine($"    public static ulong {Name}({string.Join(", ", parameters)})");
        source.AppendLine("    {");
        // Outside of 'unchecked' the C# compiler refuses constants that overflow, which random expressions do.
        new Statement("unchecked", Body).Write(source, 2);
        source.AppendLine("    }");
        return source.ToString();
    }
}
