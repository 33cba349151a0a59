using System.Diagnostics.CodeAnalysis;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Faults;

/// <summary>Exceptions thrown here, by methods that only throw, and by the library's guards.</summary>
public static class ThrowKernels
{
    private const int NoRatio = -1000;

    public static int Thrown(int a)
    {
        if (a > 100)
            throw new InvalidOperationException();
        return a + 1;
    }

    public static int ThrownWithText(int a)
    {
        if (a < 0)
            throw new ArgumentException("It must not be negative.", nameof(a));
        return a;
    }

    public static int ThrownWithNumbersInText(int a, int b)
    {
        if (a == b)
            throw new InvalidOperationException($"It is {a}, and so is the other: {b:x}.");
        return a - b;
    }

    public static int ThrownWithChosenText(int a, int b)
    {
        if ((a & 1) != 0)
            throw new InvalidOperationException(b > 0 ? "positive" : "not positive");
        return b;
    }

    public static int ThrowExpression(int a, int b) => a > b ? a : b > 5 ? b : throw new NotSupportedException();

    public static int ThrownInLoop(int a, int b)
    {
        var sum = 0;
        for (var turn = 0; turn < 8; turn++)
        {
            if (sum > b)
                throw new InvalidOperationException("too much");
            sum += a & turn;
        }

        return sum;
    }

    public static int ThrownInInlinedMethod(int a, int b) => Positive(a) + Positive(b);

    public static int ThrownByHelper(int a, int b)
    {
        if (a == 1000)
            Fail(a + b);
        return a ^ b;
    }

    public static int ThrownByMarkedHelper(int a, int b) => a >= b ? a : FailWith<int>($"{a} is below {b}");

#pragma warning disable CS8509 // Not exhaustive: that is the point.
    public static int SwitchWithoutDefault(int a) => a switch
    {
        0 => 10,
        1 => 11,
        2 => 13,
        3 => 17,
        > 1000 => 19,
    };
#pragma warning restore CS8509

    public static int GuardAgainstGreater(int a, int b)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(a, 300);
        ArgumentOutOfRangeException.ThrowIfLessThan(b, a);
        return a + b;
    }

    public static uint GuardAgainstZero(uint a)
    {
        ArgumentOutOfRangeException.ThrowIfZero(a);
        return 0x8000_0000 / a;
    }

    public static long GuardAgainstNegative(long a, long b)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(a);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(b);
        return a - b;
    }

    public static int AlwaysThrown(int a) => throw new InvalidOperationException(a.ToString());

    public static int StaticFunctionTells(int a, int b)
    {
        var ratio = Ratio(a, b);
        return ratio == NoRatio ? throw new DivideByZeroException() : ratio;
    }

    public static int GlobalFunctionTells(int a, int b)
    {
        var sum = Sum(a, b);
        return sum == -1 ? throw new OverflowException() : sum;
    }

    public static int CalleeThatCannotFault(int a, int b) => SafeRatio(a, b) + checked(a + b);

    [StaticFunction(FaultResult = NoRatio)]
    private static int Ratio(int a, int b)
    {
        if (b == 77)
            throw new NotSupportedException(nameof(b));
        return (a & 0xff) / b;
    }

    [GlobalFunction(FaultResult = -1)]
    private static int Sum(int a, int b) => checked(a + b) & 0xffff;

    [StaticFunction]
    private static int SafeRatio(int a, int b) => b > 0 ? a / b : a / 3;

    private static int Positive(int value) => value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be positive.");

    private static void Fail(int value) => throw new InvalidOperationException($"It is {value}.");

    [DoesNotReturn]
    private static T FailWith<T>(string text) => throw new InvalidOperationException(text);
}
