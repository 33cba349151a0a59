namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Branches, switches, goto and loops of every form.</summary>
public static class ControlFlowKernels
{
    public static int IfElse(int value)
    {
        if (value < 0)
            return -1;
        if (value == 0)
            return 0;
        else if (value < 100)
            return value * 2;
        return 1000;
    }

    public static int DenseSwitch(int value)
    {
        switch (value & 7)
        {
            case 0: return 3;
            case 1: return 1;
            case 2: return 4;
            case 3: return 1;
            case 4: return 5;
            case 5: return 9;
            default: return value;
        }
    }

    public static int SwitchWithOffset(int value)
    {
        switch (value)
        {
            case -2: return 20;
            case -1: return 10;
            case 0: return 0;
            case 1: return -10;
            case 2: return -20;
            case 127: return -127;
            default: return 1;
        }
    }

    public static int SparseSwitch(uint value)
    {
        switch (value)
        {
            case 6: return 1;
            case 17: return 2;
            case 58: return 3;
            case 0x80000000: return 4;
            case 0xffffffff: return 5;
            default: return 6;
        }
    }

    public static int SwitchOnInt64(long value)
    {
        switch (value)
        {
            case 0: return 1;
            case 1: return 2;
            case -1: return 3;
            case 0x7fffffffffffffff: return 4;
            default: return 5;
        }
    }

    public static int SwitchFallsTogether(byte value)
    {
        var result = 0;
        switch (value)
        {
            case 1:
            case 2:
            case 3:
                result = 10;
                break;
            case 4:
                result += 5;
                goto case 1;
            case 128:
                goto default;
            default:
                result--;
                break;
        }

        return result;
    }

    public static int SwitchExpression(int value, int other) => (value & 3, other & 1) switch
    {
        (0, _) => 1,
        (1, 0) => 2,
        (1, _) => 3,
        (2, 1) => 4,
        _ => 5,
    };

    public static int PatternOnRange(int value) => value switch
    {
        < -100 => 1,
        < 0 => 2,
        0 => 3,
        > 0 and <= 100 => 4,
        _ => 5,
    };

    public static int GotoForward(int value)
    {
        if (value > 10)
            goto end;
        value += 5;
    end:
        return value;
    }

    public static int GotoBackward(int value)
    {
        var turn = 0;
    again:
        value = value * 3 + turn;
        if (++turn < 5)
            goto again;
        return value;
    }

    public static int ForLoop(int value)
    {
        var result = value;
        for (var index = 0; index < 17; index++)
            result = result * 31 + index;
        return result;
    }

    public static uint CountDown(uint value)
    {
        uint result = 0;
        for (var index = 16; index > 0; index--)
            result = (result << 1) ^ (value >> index);
        return result;
    }

    public static int StepBySeven(int value)
    {
        for (var index = -21; index <= 42; index += 7)
            value ^= index << 2;
        return value;
    }

    public static int WhileLoop(uint value)
    {
        var bits = 0;
        var turns = 0;
        while (value != 0 && turns < 32)
        {
            bits += (int)(value & 1);
            value >>= 1;
            turns++;
        }

        return bits;
    }

    public static ulong DoLoop(ulong value)
    {
        var turns = 0;
        do
        {
            value = value * 6364136223846793005 + 1442695040888963407;
            turns++;
        }
        while (turns < 8);
        return value;
    }

    public static int BreakAndContinue(int value, int limit)
    {
        var result = 0;
        for (var index = 0; index < 40; index++)
        {
            if ((index & 3) == (value & 3))
                continue;
            if (index > (limit & 31))
                break;
            result += index * value;
        }

        return result;
    }

    public static int NestedLoops(int value)
    {
        var result = value;
        for (var outer = 0; outer < 6; outer++)
        {
            for (var inner = outer; inner < 6; inner++)
            {
                if (((result >> inner) & 1) != 0)
                    result += outer * 7 + inner;
                else
                    result ^= inner << outer;
            }
        }

        return result;
    }

    public static int BreakOutOfTwoLoops(uint value)
    {
        var steps = 0;
        for (uint outer = 0; outer < 8; outer++)
        {
            for (uint inner = 0; inner < 8; inner++)
            {
                steps++;
                if (outer * 8 + inner == (value & 63))
                    goto found;
            }
        }

    found:
        return steps;
    }

    public static long LoopWithSwitch(ulong value)
    {
        var result = (long)value;
        for (var index = 0; index < 16; index++)
        {
            switch ((int)(value >> (index * 4)) & 15)
            {
                case 0:
                    result += 3;
                    break;
                case 1:
                    result ^= index;
                    break;
                case 2:
                    continue;
                case 3:
                    result <<= 1;
                    break;
                case 5:
                    result -= index;
                    goto case 1;
                default:
                    result += result >> 3;
                    break;
            }

            if (result == 100)
                return -1;
        }

        return result;
    }

    public static int LoopWithVariableBound(uint count, int value)
    {
        var result = 0;
        for (uint index = 0; index < (count & 15); index++)
            result += value ^ (int)index;
        return result;
    }

    public static ulong Fibonacci(uint count)
    {
        ulong previous = 0, current = 1;
        for (uint index = 0; index < 64; index++)
        {
            if (index >= count)
                break;
            (previous, current) = (current, previous + current);
        }

        return previous;
    }

    public static uint GreatestCommonDivisor(uint left, uint right)
    {
        left &= 0xff;
        right &= 0xff;
        for (var turn = 0; turn < 14; turn++)
        {
            if (right == 0)
                break;
            (left, right) = (right, left % right);
        }

        return left;
    }

    public static int SwapInLoop(int a, int b, int c)
    {
        for (var turn = 0; turn < 5; turn++)
        {
            var kept = a;
            a = b;
            b = c;
            c = kept + turn;
        }

        return a ^ (b << 8) ^ (c << 16);
    }

    public static int EarlyReturnInLoop(ulong value)
    {
        for (var index = 0; index < 64; index++)
        {
            if ((value >> index & 1) != 0)
                return index;
        }

        return -1;
    }

    /// <summary>Whether the loop was left early is known on each way out of it.</summary>
    public static int AskedBehindTheLoop(ulong left, ulong right)
    {
        uint matched = 0;
        for (; matched < 4; matched++)
        {
            if ((byte)(left >> (int)(matched * 8)) != (byte)(right >> (int)(matched * 8)))
                break;
        }

        if (matched == 4)
            return 100;
        return matched >= 2 ? 50 : (int)matched;
    }

    /// <summary>A comparison that an earlier one has decided, one that it has not, and the same bounds at another width.</summary>
    public static int DecidedBefore(uint value, ulong wide)
    {
        var result = 0;
        if (value < 10)
            result += 1;
        if (value < 10)
            result += 2;
        if (value > 5)
            result += 4;
        if (wide >= 10)
            result += 8;
        if ((uint)wide >= 10)
            result += 16;
        if (wide <= 9)
            result += 32;
        return result;
    }
}
